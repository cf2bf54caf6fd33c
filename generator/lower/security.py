"""Security schemes and requirements (OpenAPI 3.2, 4.27 and 4.30)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child
from generator.ir import Security, SecurityScheme, SecuritySchemeKind
from generator.lower.schema.annotations import prose_of, python_name_of, text_of
from generator.text import is_token

__all__ = ["Schemes", "lower_schemes", "lower_security"]

_API_KEY_LOCATIONS = ("header", "query", "cookie")
_HTTP_KINDS: dict[str, SecuritySchemeKind] = {"basic": "basic", "bearer": "bearer"}
_ANY_TOKEN = SecurityScheme(
    key="token",
    kind="bearer",
    name="bearer",
    description="A bearer token. The API document does not say whether one is needed.",
    pointer="#/components/securitySchemes",
    is_assumed=True,
)
"""The scheme of a document that defines none: many servers have one all the same."""
_FLOWS = ("clientCredentials", "authorizationCode", "deviceAuthorization", "password")


@dataclass(frozen=True, slots=True)
class Schemes:
    """The security schemes of a document.

    Args:
        usable: Those whose credentials can be sent.
        unusable: The keys of those whose credentials no request can have.
    """

    usable: tuple[SecurityScheme, ...] = ()
    unusable: frozenset[str] = frozenset()


def lower_schemes(root: Node, problems: Problems) -> Schemes:
    """Return the security schemes that the Components Object defines; if it defines
    none, an optional bearer token.
    """
    components = root.get("components")
    nodes = components.members("securitySchemes") if components is not None else []
    if not nodes:
        return Schemes((_ANY_TOKEN,))
    found: list[SecurityScheme] = []
    unusable: set[str] = set()
    for key, node in nodes:
        target = node.deref()
        scheme = _scheme(key, target) if target is not None else None
        if scheme is None:
            problems.add(
                "invalid-security-scheme",
                f"the security scheme {key} has no known type or lacks a field",
                at=node.pointer,
                consequence="the client has no argument for its credential",
            )
        elif _has_valid_name(scheme, problems):
            found.append(scheme)
        else:
            unusable.add(key)
    return Schemes(tuple(found), frozenset(unusable))


def _has_valid_name(scheme: SecurityScheme, problems: Problems) -> bool:
    """Return whether a request can have the credential; report a name that is invalid."""
    kind = "authentication scheme" if scheme.kind == "http" else scheme.location
    is_named = kind in ("authentication scheme", "header", "cookie")
    if not is_named or is_token(scheme.name):
        return True
    consequences = {
        "authentication scheme": "the credential is the whole Authorization header",
        "cookie": "other signs than those of a token are percent-encoded in it",
        "header": "it cannot be sent: the client has no argument for it, and operations "
        "are called without it",
    }
    problems.add(
        "invalid-security-scheme",
        f"{scheme.name!r} is not the name of {'an' if kind[0] == 'a' else 'a'} {kind}",
        at=scheme.pointer,
        consequence=consequences[kind],
        suggestion="use letters, digits and hyphens (RFC 9110, 5.6.2)",
    )
    return kind != "header"


def _scheme(key: str, node: Node) -> SecurityScheme | None:
    value = node.value if isinstance(node.value, dict) else {}
    common: dict[str, Any] = {
        "key": key,
        "description": prose_of(value.get("description")),
        "pointer": node.pointer,
        "python_name": python_name_of(value),
    }
    match value.get("type"):
        case "apiKey":
            name, location = value.get("name"), value.get("in")
            if not isinstance(name, str) or not name:
                return None
            if location not in _API_KEY_LOCATIONS:
                return None
            return SecurityScheme(
                kind="api_key", location=location, name=name, **common
            )
        case "http":
            name = text_of(value.get("scheme"))
            kind = _HTTP_KINDS.get(name.strip().lower(), "http")
            return SecurityScheme(kind=kind, name=name, **common) if name else None
        case "oauth2":
            return _oauth2(value.get("flows"), common)
        case "openIdConnect":
            return SecurityScheme(kind="open_id_connect", **common)
        case "mutualTLS":
            return SecurityScheme(kind="mutual_tls", **common)
        case _:
            return None


def _oauth2(flows: Any, common: dict[str, Any]) -> SecurityScheme:
    """Return an OAuth 2 scheme with the URL for client credentials from their flow and
    the URL for refreshing from a flow that issues refresh tokens. A URL that is missing
    there is taken from another flow.
    """
    by_name = flows if isinstance(flows, dict) else {}
    chosen = [by_name[name] for name in _FLOWS if isinstance(by_name.get(name), dict)]
    others = [flow for flow in chosen if flow is not by_name.get("clientCredentials")]
    token_url = _first_url(chosen, "tokenUrl")
    refresh_url = _first_url(chosen, "refreshUrl") or _first_url(others, "tokenUrl")
    scopes: dict[str, None] = {}
    for flow in by_name.values():
        if isinstance(flow, dict) and isinstance(flow.get("scopes"), dict):
            scopes.update(dict.fromkeys(str(scope) for scope in flow["scopes"]))
    return SecurityScheme(
        kind="oauth2",
        token_url=token_url,
        refresh_url="" if refresh_url == token_url else refresh_url,
        scopes=tuple(scopes),
        **common,
    )


def _first_url(flows: list[dict[str, Any]], name: str) -> str:
    return next((url for flow in flows if (url := text_of(flow.get(name)))), "")


def lower_security(
    root: Node, operation: Node, schemes: Schemes, problems: Problems
) -> Security | None:
    """Return the alternatives of an operation; None where it requires a scheme that is
    not defined, so that the client sends every credential that it has.

    A scheme that is not usable is left out; alternatives that need no other one are not
    listed, unless they are all that there are.
    """
    optional = ((), (_ANY_TOKEN.key,)) if schemes.usable == (_ANY_TOKEN,) else ()
    node = operation.get("security") or root.get("security")
    if node is None or not isinstance(node.value, list):
        return optional
    known = {scheme.key for scheme in schemes.usable} | schemes.unusable
    alternatives: list[tuple[str, ...]] = []
    is_complete = True
    for requirement in node.values():
        if not isinstance(requirement.value, dict):
            continue
        for key in requirement.value:
            if key not in known:
                is_complete = False
                _report_undefined(str(key), requirement.pointer, problems)
        keys = tuple(str(key) for key in requirement.value)
        usable = tuple(key for key in keys if key not in schemes.unusable)
        if usable or not keys:
            alternatives.append(usable)
    return (tuple(alternatives) or optional) if is_complete else None


def _report_undefined(key: str, pointer: str, problems: Problems) -> None:
    problems.add(
        "undefined-security-scheme",
        f"the security scheme {key} is not defined",
        at=child(pointer, key),
        consequence="operations that require it send every credential that the client has",
        suggestion="define it in components.securitySchemes, or correct the "
        "requirement; an overlay beside the document can do either",
    )
