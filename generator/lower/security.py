"""Security schemes and requirements (OpenAPI 3.2, 4.27 and 4.30)."""

from __future__ import annotations

from typing import Any

from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child
from generator.ir import Security, SecurityScheme, SecuritySchemeKind
from generator.lower.schema.annotations import python_name_of, text_of

__all__ = ["lower_schemes", "lower_security"]

_API_KEY_LOCATIONS = ("header", "query", "cookie")
_HTTP_KINDS: dict[str, SecuritySchemeKind] = {"basic": "basic", "bearer": "bearer"}
_FLOWS = ("clientCredentials", "authorizationCode", "deviceAuthorization", "password")


def lower_schemes(components: Node, problems: Problems) -> tuple[SecurityScheme, ...]:
    """Return the security schemes that the Components Object defines."""
    found = []
    for key, node in components.members("securitySchemes"):
        target = node.deref()
        scheme = _scheme(key, target) if target is not None else None
        if scheme is None:
            problems.add(
                "invalid-security-scheme",
                f"the security scheme {key} has no known type or lacks a field",
                at=node.pointer,
                consequence="the client has no argument for its credential",
            )
        else:
            found.append(scheme)
    return tuple(found)


def _scheme(key: str, node: Node) -> SecurityScheme | None:
    value = node.value if isinstance(node.value, dict) else {}
    common: dict[str, Any] = {
        "key": key,
        "description": text_of(value.get("description")),
        "pointer": node.pointer,
        "python_name": python_name_of(value),
    }
    match value.get("type"):
        case "apiKey":
            name, location = value.get("name"), value.get("in")
            if not isinstance(name, str) or location not in _API_KEY_LOCATIONS:
                return None
            return SecurityScheme(
                kind="api_key", location=location, name=name, **common
            )
        case "http":
            name = text_of(value.get("scheme"))
            kind = _HTTP_KINDS.get(name.lower(), "http")
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
    root: Node, operation: Node, schemes: tuple[SecurityScheme, ...], problems: Problems
) -> Security | None:
    """Return the alternatives of an operation; None where it requires a scheme that is
    not defined, so that the client sends every credential that it has.
    """
    node = operation.get("security") or root.get("security")
    if node is None or not isinstance(node.value, list):
        return ()
    known = {scheme.key for scheme in schemes}
    alternatives: list[tuple[str, ...]] = []
    is_complete = True
    for requirement in node.values():
        if not isinstance(requirement.value, dict):
            continue
        for key in requirement.value:
            if key not in known:
                is_complete = False
                _report_undefined(str(key), requirement.pointer, problems)
        alternatives.append(tuple(str(key) for key in requirement.value))
    return tuple(alternatives) if is_complete else None


def _report_undefined(key: str, pointer: str, problems: Problems) -> None:
    problems.add(
        "undefined-security-scheme",
        f"the security scheme {key} is not defined",
        at=child(pointer, key),
        consequence="operations that require it send every credential that the client has",
        suggestion="define it in components.securitySchemes, or correct the "
        "requirement; an overlay beside the document can do either",
    )
