"""Views of the contract tests."""

from __future__ import annotations

from dataclasses import dataclass

from generator.code import Code, identifier, join, literal, trusted, tuple_of
from generator.ir import Alias, Api, RefType
from generator.lower import used_types
from generator.surface import Argument, Method, Package, scalar_alias

__all__ = [
    "ContractView",
    "contract_views",
    "credentials_view",
    "not_enforced_view",
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


def contract_views(package: Package) -> tuple[ContractView, ...]:
    """Return the test modules of all resources."""
    return tuple(
        ContractView(
            path.replace(".", "_"),
            identifier(path),
            Code(f"CASES = {tuple_of(_case(path, m) for m in resource.methods)}"),
        )
        for path, resource in package.walk()
    )


def credentials_view(package: Package) -> Code:
    """Return the security scheme of each keyword of the constructor, as a dict."""
    credentials = package.constructor.credentials
    return literal({each.name: each.scheme.key for each in credentials})


def not_enforced_view(api: Api) -> dict[str, list[str]]:
    """Return the keywords that the client does not check, by the pointer of the schema."""
    found: dict[str, list[str]] = {}
    for each in api.not_enforced:
        found.setdefault(each.pointer.removeprefix("#"), []).append(each.keyword)
    return dict(sorted(found.items()))


def operations_view(package: Package) -> Code:
    """Return HTTP method and path of each method by its path, as a dict."""
    pairs = (
        Code(f"{literal(path)}: {tuple_of(map(literal, _route(method)))}")
        for path, method in package.methods()
    )
    return Code(f"{{{join(', ', pairs)}}}")


def _route(method: Method) -> tuple[str, str]:
    return method.operation.method, method.operation.path


def unused_models(package: Package) -> Code | None:
    """Return the models that no operation refers to by name, with the pointers of their
    schemas, as a dict; None if there are none.
    """
    api, names = package.api, package.names
    reached = used_types(api)
    used = {key for key in reached if scalar_alias(api, key) is None}
    # The target of such an alias is checked with the operation that uses it.
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


def _case(path: str, method: Method) -> Code:
    parts = list(map(literal, (f"{path}.{method.name}", *_route(method))))
    names = _argument_names(method)
    if names:
        parts.append(Code(f"names={literal(names)}"))
    whole = [m for form in method.forms if not form.model for m in form.media_types]
    if whole:
        parts.append(Code(f"whole={tuple_of(map(literal, whole))}"))
    if method.result.kind == "stream":
        parts.append(trusted("stream=True"))
    return Code(f"Case({join(', ', parts)})")


def _argument_names(method: Method) -> dict[str, str]:
    """Return the Python names of arguments that differ from their wire names.

    The key is the wire name, or ``location.name`` if several arguments have it.
    """
    groups: dict[str, list[Argument]] = {}
    for argument in method.signature.keywords:
        if argument.type is not None and argument.role != "body":
            groups.setdefault(argument.wire_name, []).append(argument)
    found: dict[str, str] = {}
    for wire_name, group in groups.items():
        for argument in group:
            location = "body" if argument.role == "property" else argument.role
            key = wire_name if len(group) == 1 else f"{location}.{wire_name}"
            if argument.name != wire_name:
                found[key] = argument.name
    return found
