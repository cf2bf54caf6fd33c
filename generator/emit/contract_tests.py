"""Views of the contract tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from generator.code import Code, identifier, join, literal, trusted, tuple_of
from generator.document.pointer import child, deref, lookup
from generator.ir import (
    Alias,
    Api,
    ArrayType,
    BinaryType,
    Operation,
    RefType,
    StringType,
    Type,
)
from generator.ir.media_types import (
    example_type,
    general_type,
    is_range,
    media_kind,
)
from generator.ir.visit import Types, alternatives
from generator.lower import used_types
from generator.surface import (
    Argument,
    Constructor,
    Method,
    Package,
    Resource,
    body_forms,
    scalar_alias,
)
from generator.text import module_name

__all__ = [
    "ContractView",
    "contract_views",
    "credentials_view",
    "events_view",
    "not_enforced_view",
    "unused_models",
]

_Json: TypeAlias = dict[str, Any]
_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class ContractView:
    """The test module of a resource."""

    module: str
    attribute: Code
    table: Code


def contract_views(package: Package, document: _Json) -> tuple[ContractView, ...]:
    """Return the test modules of all resources; they check against `document`."""
    return tuple(
        ContractView(
            resource.module,
            identifier(path or "client"),
            Code(f"CASES = {tuple_of(_cases(resource, package, document))}"),
        )
        for path, resource in package.walk()
        if resource.methods
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


def events_view(package: Package) -> Code | None:
    """Return the functions that decode events, with the pointers of the operations that
    the API sends, as a dict; None if there are none.
    """
    found = {e.name: e.event.pointer.removeprefix("#") for e in package.events}
    return literal(dict(sorted(found.items()))) if found else None


def _cases(resource: Resource, package: Package, document: _Json) -> Iterator[Code]:
    place = ".".join(resource.path)
    file = "" if resource.module == module_name(place) else resource.module
    for method in resource.methods:
        yield _case(method, file, package, document)


def _case(method: Method, file: str, package: Package, document: _Json) -> Code:
    """Return a row of the table: the method, its operation, and what was decided about
    it, where that is not the plain rule of `generator.contract.Case`.
    """
    operation, types = method.operation, package.api.types
    decisions: dict[str, object] = {
        "names": _argument_names(method),
        "whole": _whole(method),
        "body": _body_arguments(method, document),
        "constants": _constants(method),
        "omitted": _omitted(method),
        "flags": _flags(method),
        "required": _required(method, package.api),
        "additional": method.signature.one("additional_properties") is not None,
        "sends_body": _sends_body(method),
        "sent_as": _sent_as(operation, document),
        "files": tuple(dict.fromkeys(_files(method, types))),
        "raw": tuple(dict.fromkeys(_raw(operation))),
        "binary": tuple(dict.fromkeys(_binary(operation))),
        "results": _results(operation),
        "alternatives": tuple(dict.fromkeys(_alternatives(operation))),
        "stream": method.result.kind == "stream",
        "pages": method.result.kind == "pages",
        "unwrap": operation.unwrap if method.result.kind == "value" else "",
        "events": any(c.is_event for r in method.responses for c in r.contents),
        "idempotency": operation.idempotency_header or "",
        "all_credentials": operation.security is None,
        "credentials": _credentials(operation),
        "server": _server(operation, package.constructor),
        "file": file,
    }
    parts = list(map(literal, (".".join(method.path), *_route(method))))
    parts += [
        Code(f"{trusted(name)}={_value(value)}")
        for name, value in decisions.items()
        if value
    ]
    return Code(f"Case({join(', ', parts)})")


def _credentials(operation: Operation) -> dict[str, list[str]]:
    """Return the security schemes whose credential is a required parameter as well, by
    location and name of the parameter.
    """
    return {
        f"{each.location}.{each.name}": list(each.credentials)
        for each in operation.parameters
        if each.required and each.credentials
    }


def _server(operation: Operation, constructor: Constructor) -> str:
    """Return the operation's own server, where a base URL that is given only says what
    relative URLs are relative to, because no other server has an absolute one.
    """
    is_replaced = constructor.default_server is not None or not operation.servers
    return "" if is_replaced else operation.servers[0].default_url


def _value(value: object) -> Code:
    return tuple_of(map(literal, value)) if isinstance(value, tuple) else literal(value)


def _whole(method: Method) -> tuple[str, ...]:
    """Return the media types whose body is the argument ``body``."""
    return tuple(m for form in method.forms if not form.model for m in form.media_types)


def _body_arguments(method: Method, document: _Json) -> tuple[str, ...]:
    """Return the properties of the body that are arguments; none if these are just the
    ones that the schema of each media type lists itself.
    """
    arguments = method.signature.with_role("property")
    names = tuple(dict.fromkeys(each.wire_name for each in arguments))
    body = method.operation.body
    if body is None or not names:
        return ()
    contents = lookup(document, child(body.pointer, "content"))
    listed = (
        _listed_properties(document, media)
        for media_type, media in contents.items()
        if media_type not in _whole(method)
    )
    return () if all(each == set(names) for each in listed) else names


def _listed_properties(document: _Json, media: Any) -> set[str]:
    """Return the properties that the schema of a media type lists itself."""
    schema = deref(document, deref(document, media).get("schema"))
    return set(schema.get("properties", ())) if isinstance(schema, dict) else set()


def _constants(method: Method) -> dict[str, bool]:
    """Return the properties that each call of a method sends, whatever its body is."""
    found = [set(form.constants) for form in method.forms if form.model]
    return dict(sorted(set.intersection(*found))) if found else {}


def _omitted(method: Method) -> tuple[str, ...]:
    """Return the properties of the body that the method has no argument for."""
    names = {each.wire_name for each in method.signature.with_role("property")}
    found = dict.fromkeys(name for form in method.forms for name in form.omitted)
    return tuple(name for name in found if name not in names)


def _flags(method: Method) -> dict[str, bool]:
    """Return the only value that a method takes for the flag for streams, where the
    properties that each call sends, or that no argument gives, do not tell.
    """
    flag, streams = method.operation.stream_flag, method.result.kind == "stream"
    if flag is None or (not streams and method.choice is None):
        return {}
    if flag.location == "query":
        return {f"query.{flag.name}": streams}
    given = {each.wire_name for each in method.signature.with_role("property")}
    is_given = flag.name in given and flag.name not in _constants(method)
    return {f"body.{flag.name}": streams} if is_given else {}


def _required(method: Method, api: Api) -> tuple[str, ...]:
    """Return the required properties, where the method does not take all variants."""
    if len(method.forms) == len(body_forms(api, method.operation)):
        return ()
    properties = method.signature.with_role("property")
    return tuple(each.wire_name for each in properties if each.required)


def _sends_body(method: Method) -> bool:
    """Return whether each call sends the body, although it is optional."""
    body = method.operation.body
    if body is None or body.required:
        return False
    properties = method.signature.with_role("property")
    return any(each.required or each.is_constant for each in properties)


def _sent_as(operation: Operation, document: _Json) -> dict[str, str]:
    """Return what is sent instead of a range of media types."""
    if operation.body is None:
        return {}
    sent = [content.media_type for content in operation.body.contents]
    ranges = [
        media_type
        for media_type in lookup(document, child(operation.body.pointer, "content"))
        if is_range(media_type) and media_type not in sent
    ]
    named = {each: example_type(each) for each in sent if not general_type(each)}
    return named | dict.fromkeys(ranges, "application/json")


def _files(method: Method, types: Types) -> Iterator[str]:
    """Yield the properties of a form that are given as bytes."""
    for form in method.forms:
        for field in form.model.fields if form.model else ():
            if _is_file(field.type, types):
                yield field.name


def _is_file(type_: Type, types: Types) -> bool:
    """Return whether a type is bytes, which may be sent as base64, or an array of bytes,
    and not text as well.
    """
    found = list(alternatives(type_, types))
    for each in tuple(found):
        if isinstance(each, ArrayType):
            found += alternatives(each.items, types)
    is_text = any(isinstance(e, StringType) and not _is_base64(e) for e in found)
    return not is_text and any(
        isinstance(e, BinaryType) or _is_base64(e) for e in found
    )


def _is_base64(type_: object) -> bool:
    """Return whether a type is bytes that are sent as base64."""
    match type_:
        case StringType(format="byte", declared_format="binary"):
            return True
        case _:
            return False


def _raw(operation: Operation) -> Iterator[str]:
    """Yield the properties of a form whose texts are JSON already."""
    for content in operation.body.contents if operation.body else ():
        yield from (e.property_name for e in content.encoding if e.is_raw)


def _binary(operation: Operation) -> Iterator[str]:
    """Yield the media types whose content is bytes, although others of their kind are
    JSON, text or forms.
    """
    bodies = operation.body.contents if operation.body else ()
    received = (
        content
        for response in operation.responses
        for content in (*response.contents, *response.alternatives)
    )
    for content in (*bodies, *received):
        is_bytes = isinstance(content.type, BinaryType)
        if is_bytes and media_kind(content.media_type) != "binary":
            yield content.media_type


def _results(operation: Operation) -> tuple[str, ...]:
    """Return the statuses of the results, where they are not those of the 2xx range."""
    found = [each.status for each in operation.responses if each.is_result]
    return tuple(found) if any(each[0] != "2" for each in found) else ()


def _alternatives(operation: Operation) -> Iterator[str]:
    """Yield the media types of results that the client reads but does not ask for."""
    for response in operation.responses:
        if response.is_result:
            yield from (content.media_type for content in response.alternatives)


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
