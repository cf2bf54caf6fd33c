"""Views of the contract tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.code import Code, identifier, join, literal, trusted, tuple_of
from generator.emit.client import ClientView
from generator.emit.python import plain_alias
from generator.emit.resources import MethodView, ResourceView
from generator.emit.signature import Argument
from generator.ir import Alias, Api, RefType
from generator.lower import reachable
from generator.names import Names

__all__ = [
    "ContractView",
    "contract_views",
    "credentials_view",
    "operations_view",
    "unused_models",
]

_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class ContractView:
    """The test module of a resource."""

    module: str
    attribute: Code
    table: Code


def contract_views(resources: Iterable[ResourceView]) -> tuple[ContractView, ...]:
    """Return the test modules of all resources."""
    return tuple(
        ContractView(
            view.module,
            identifier(view.attribute),
            Code(f"CASES = {tuple_of(_case(view, m) for m in view.methods)}"),
        )
        for view in resources
    )


def credentials_view(client: ClientView) -> Code:
    """Return the security scheme of each keyword of the constructor, as a dict."""
    pairs = (Code(f"{literal(str(c.name))}: {c.key}") for c in client.credentials)
    return Code(f"{{{join(', ', pairs)}}}")


def operations_view(resources: Iterable[ResourceView]) -> Code:
    """Return method and path of each operation by the name of its method, as a dict."""
    pairs = (
        Code(f"{literal(f'{view.attribute}.{method.name}')}: {_place(method)}")
        for view in resources
        for method in view.methods
    )
    return Code(f"{{{join(', ', pairs)}}}")


def _place(method: MethodView) -> Code:
    operation = method.operation
    return tuple_of([literal(operation.method), literal(operation.path)])


def unused_models(api: Api, names: Names) -> Code | None:
    """Return the models that no operation uses, at least not by their names, and the
    pointers of their schemas, as a dict; None if there are none.
    """
    reached = reachable(api)
    used = {key for key in reached if plain_alias(api, key) is None}
    # Another name of what an operation uses is checked there, in its direction.
    used |= {
        key
        for key, each in api.types.items()
        if isinstance(each, Alias)
        and isinstance(each.type, RefType)
        and each.type.id in reached
    }
    found = {
        names.types[key]: key.removeprefix("#")
        for key in api.types
        if key.startswith(_SCHEMAS) and key.count("/") == 3 and key not in used
    }
    return literal(dict(sorted(found.items()))) if found else None


def _case(view: ResourceView, method: MethodView) -> Code:
    operation = method.operation
    parts = [
        literal(f"{view.attribute}.{method.name}"),
        literal(operation.method),
        literal(operation.path),
    ]
    names = _names(method.signature.keywords)
    if names:
        parts.append(Code(f"names={literal(names)}"))
    whole = [m for form in method.forms if not form.model for m in form.media_types]
    if whole:
        parts.append(Code(f"whole={tuple_of(map(literal, whole))}"))
    if method.way == "stream":
        parts.append(trusted("stream=True"))
    return Code(f"Case({join(', ', parts)})")


def _names(arguments: Iterable[Argument]) -> dict[str, str]:
    """Return the arguments that are not called as on the wire, by wire name; where
    one wire name means several arguments, the location goes before it.
    """
    groups: dict[str, list[Argument]] = {}
    for argument in arguments:
        if argument.location in ("query", "header", "cookie", "querystring", "body"):
            groups.setdefault(argument.wire, []).append(argument)
    found: dict[str, str] = {}
    for wire, group in groups.items():
        for argument in group:
            key = wire if len(group) == 1 else f"{argument.location}.{wire}"
            if str(argument.name) != wire and argument.type is not None:
                found[key] = str(argument.name)
    return found
