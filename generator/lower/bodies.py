"""Request bodies and responses: their media types, and the types of the contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, assert_never

from generator import ir
from generator.diagnostics.model import Problems
from generator.document.node import Node
from generator.document.pointer import child
from generator.ir.media_types import (
    MediaKind,
    is_event_stream,
    is_json,
    is_plain_text,
    media_kind,
)
from generator.lower.encoding import encodings_of
from generator.lower.parameters import value_type
from generator.lower.schema.annotations import prose_of
from generator.lower.schema.lowering import SchemaLowering

__all__ = ["lower_body", "lower_responses"]

_MediaTypes: TypeAlias = list[tuple[str, Node]]

_TYPED_FORMATS = frozenset({"date", "date-time", "time", "duration", "uuid", "decimal"})
_MAX_VARIANT_DEPTH = 5
_SCALAR_TYPES = frozenset({"string", "integer", "number", "boolean", "null"})
_COMPOUND = ("properties", "items", "prefixItems", "allOf", "oneOf", "anyOf")
_TEXTS = frozenset({"title", "description", "example", "examples", "$comment"})
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry"})


def lower_body(operation: Node, schemas: SchemaLowering) -> ir.Body | None:
    """Return the body that an operation sends (OpenAPI 3.2, 4.13 Request Body Object)."""
    node = operation.object("requestBody")
    if node is None:
        return None
    contents: dict[str, ir.Content] = {}
    media_types = list(_media_types(node))
    for media_type, media in media_types:
        content = _request_content(media_type, media, schemas)
        contents.setdefault(content.media_type, content)
    is_required = node.value.get("required") is True
    if not contents or not (is_required or any(map(_says_anything, contents.values()))):
        return None
    if all(media_kind(name) in ("text", "binary") for name, _ in media_types):
        for name, media in media_types:
            _report_undecoded(contents[name], media, schemas.problems, is_sent=True)
    return ir.Body(
        required=is_required,
        contents=tuple(contents.values()),
        description=prose_of(node.value.get("description")),
        pointer=node.pointer,
    )


def _says_anything(content: ir.Content) -> bool:
    """Return whether content is more than an object without properties: an optional body
    that can only be such an object says the same as none.
    """
    match content.type:
        case ir.MapType(max_properties=0):
            return False
        case _:
            return True


def lower_responses(
    operation: Node, schemas: SchemaLowering
) -> tuple[ir.Response, ...]:
    """Return the responses of an operation by status (4.16 Responses Object)."""
    nodes: dict[str, Node] = {}
    for status, node in operation.members("responses"):
        if _is_status(status):
            nodes[status.upper().replace("DEFAULT", "default")] = node
        elif not status.startswith("x-"):
            schemas.problems.add(
                "invalid-status",
                f"{status!r} is not a status code, a range such as 4XX, or default",
                at=node.pointer,
                consequence="the response is ignored",
            )
    results = _result_statuses(nodes)
    return tuple(
        _response(status, node, status in results, schemas)
        for status, node in nodes.items()
    )


def _is_status(key: str) -> bool:
    if key == "default":
        return True
    is_code = key.isascii() and len(key) == 3 and key[0] in "12345"
    return is_code and (key[1:].isdigit() or key[1:].upper() == "XX")


def _result_statuses(statuses: Iterable[str]) -> set[str]:
    """Return the statuses of the responses that a method returns: the 2xx ones; without
    any, the redirects and the default.
    """
    successes = {status for status in statuses if status.startswith("2")}
    redirects = {status for status in statuses if re.fullmatch("30[0-35-8]", status)}
    return successes or redirects | ({"default"} & set(statuses))


def _response(
    status: str, node: Node, is_result: bool, schemas: SchemaLowering
) -> ir.Response:
    target = node.deref()
    if target is None or not isinstance(target.value, dict):
        return ir.Response(status, "", (), (), is_result)
    asked, other = _contents_and_alternatives(target, schemas.problems)
    contents, alternatives = (
        tuple(_response_content(name, media, schemas) for name, media in each)
        for each in (asked, other)
    )
    for content, (_, media) in zip(contents, asked, strict=True):
        _report_undecoded(content, media, schemas.problems, is_sent=False)
    return ir.Response(
        status=status,
        description=prose_of(target.value.get("description")),
        contents=contents,
        alternatives=alternatives,
        headers=tuple(_headers(target, schemas)),
        is_result=is_result,
    )


def _media_types(owner: Node) -> Iterator[tuple[str, Node]]:
    for key, node in _objects(owner, "content"):
        if not key.startswith("x-"):
            yield key, node


def _objects(owner: Node, key: str) -> Iterator[tuple[str, Node]]:
    """Yield the members of an object that are, or refer to, objects themselves."""
    for name, reference in owner.members(key):
        node = reference.deref()
        if node is not None and isinstance(node.value, dict):
            yield name, node


def _contents_and_alternatives(
    response: Node, problems: Problems
) -> tuple[_MediaTypes, _MediaTypes]:
    """Return the media types that a client asks for, JSON first; and those with the
    schema of a JSON content, such as XML, that it only reads.
    """
    all_media_types = list(_media_types(response))
    json_schemas = [
        _without_texts(media.value["schema"])
        for name, media in all_media_types
        if is_json(name) and _is_structured(media)
    ]
    contents: _MediaTypes = []
    alternatives: _MediaTypes = []
    for name, media in all_media_types:
        is_same_schema = _without_texts(media.value.get("schema")) in json_schemas
        if is_same_schema and media_kind(name) in ("text", "binary", "form"):
            problems.add(
                "alternative-media-type",
                f"a response has the same schema as JSON and as {name}",
                at=media.pointer,
                consequence="the client asks for JSON",
            )
            alternatives.append((name, media))
        else:
            contents.append((name, media))
    return sorted(contents, key=lambda each: not is_json(each[0])), alternatives


def _without_texts(schema: Any) -> Any:
    """Return a schema without the annotations that make no difference to its type."""
    if isinstance(schema, list):
        return [_without_texts(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: (
            {name: _without_texts(each) for name, each in value.items()}
            if key == "properties" and isinstance(value, dict)
            else _without_texts(value)
        )
        for key, value in schema.items()
        if key not in _TEXTS
    }


def _is_structured(media: Node) -> bool:
    """Return whether a schema allows objects or arrays; a scalar is the same text in any
    media type.
    """
    schema = media.object("schema")
    if schema is None:
        return False
    declared = schema.value.get("type", ())
    types = {declared} if isinstance(declared, str) else set(declared)
    if types:
        return not types <= _SCALAR_TYPES
    return any(keyword in schema.value for keyword in _COMPOUND)


def _request_content(
    media_type: str, media: Node, schemas: SchemaLowering
) -> ir.Content:
    """Return a content of a request. A stream is sent as a list of its items."""
    kind = media_kind(media_type)
    if kind == "stream" and not is_event_stream(media_type):
        return ir.Content(
            media_type, ir.ArrayType(_item_type(media, schemas, ir.AnyType()))
        )
    _report_item_keywords(media, schemas.problems)
    if kind == "form" and not _allows_object(media):
        schemas.problems.add(
            "unsupported-form",
            "the schema of a form is not an object",
            at=child(media.pointer, "schema"),
            consequence="the body is one argument, which the client sends unchanged",
        )
        return ir.Content(media_type, ir.BinaryType())
    encodings = encodings_of(media, schemas.problems) if kind == "form" else ()
    return ir.Content(media_type, _type(kind, media, schemas), tuple(encodings))


def _allows_object(media: Node) -> bool:
    schema = media.object("schema")
    types = schema.value.get("type", "object") if schema is not None else "object"
    return "object" in types


def _response_content(
    media_type: str, media: Node, schemas: SchemaLowering
) -> ir.Content:
    """Return a content of a response; a form is returned as bytes."""
    kind = media_kind(media_type)
    if kind != "stream":
        _report_item_keywords(media, schemas.problems)
        kind = "binary" if kind == "form" else kind
        is_typed = is_plain_text(media_type) and _is_typed_text(media.get("schema"))
        return ir.Content(
            media_type, _type("json" if is_typed else kind, media, schemas)
        )
    if not is_event_stream(media_type):
        item = _item_type(media, schemas, ir.AnyType())
        return ir.Content(media_type, item, is_stream=True)
    item = _item_type(media, schemas, ir.StringType())
    return ir.Content(media_type, item, is_stream=True, is_event=_is_event(media))


def _type(kind: MediaKind, media: Node, schemas: SchemaLowering) -> ir.Type:
    """Return the type of a content that is not split into items."""
    schema = media.get("schema")
    match kind:
        case "text" | "stream":
            return ir.StringType()
        case "binary":
            return ir.BinaryType()
        case "json" | "form":
            return schemas.lower(schema) if schema is not None else ir.AnyType()
        case _:
            assert_never(kind)


def _is_typed_text(schema: Node | None, depth: int = 0) -> bool:
    """Return whether a schema gives a text another type than a string: every variant is
    a scalar, and there is an enum, a format with a type, or a number.
    """
    target = (
        schema.deref() if schema is not None and depth < _MAX_VARIANT_DEPTH else None
    )
    if target is None or not isinstance(target.value, dict):
        return False
    value = target.value
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in value:
            variants = target.elements(keyword)
            return all(_is_typed_text(v, depth + 1) or _is_null(v) for v in variants)
    declared = value.get("type", ())
    types = {declared} if isinstance(declared, str) else set(declared)
    if not types <= _SCALAR_TYPES:
        return False
    has_values = "enum" in value or "const" in value
    is_other = bool(types - {"string", "null"})
    return has_values or is_other or value.get("format") in _TYPED_FORMATS


def _is_null(schema: Node) -> bool:
    return isinstance(schema.value, dict) and schema.value.get("type") == "null"


def _report_undecoded(
    content: ir.Content, media: Node, problems: Problems, *, is_sent: bool
) -> None:
    """Report a content that a schema describes as more than a string, but that is not
    encoded or decoded, such as XML.
    """
    schema, is_text = media.object("schema"), content.type == ir.StringType()
    if schema is None or content.is_stream:
        return
    if not (is_text or isinstance(content.type, ir.BinaryType)):
        return
    declared = schema.value.get("type", ())
    types = {declared} if isinstance(declared, str) else set(declared)
    if _is_structured(media) or types - {"string", "null"}:
        kind, verb = "text" if is_text else "bytes", "encode" if is_sent else "decode"
        verb_of_user = "the method takes" if is_sent else "it returns"
        problems.add(
            "undecoded-content",
            f"the client does not {verb} {content.media_type}",
            at=media.pointer,
            consequence=f"{verb_of_user} the {kind} of the body",
        )


def _item_type(media: Node, schemas: SchemaLowering, default: ir.Type) -> ir.Type:
    """Return the type of an item of a stream: of ``itemSchema``, of the items of an
    array schema, or of the schema. Binary items and items without a schema have the
    type `default`.
    """
    schema = media.get("itemSchema") or _array_items(media) or media.get("schema")
    type_ = schemas.lower(schema) if schema is not None else default
    return default if isinstance(type_, ir.BinaryType) else type_


def _array_items(media: Node) -> Node | None:
    schema = media.object("schema")
    return schema.get("items") if schema is not None else None


def _is_event(media: Node) -> bool:
    """Return whether the schema of an item describes the whole event with its fields
    (4.14.4.2), and not only its data.
    """
    if "itemSchema" in media.value or _array_items(media) is not None:
        return True
    schema = media.object("schema")
    properties = schema.value.get("properties") if schema is not None else None
    return (
        isinstance(properties, dict)
        and "data" in properties
        and set(properties) <= _EVENT_FIELDS
    )


def _report_item_keywords(media: Node, problems: Problems) -> None:
    """Report keywords for the items of a stream in a content that is none."""
    for keyword in ("itemSchema", "itemEncoding", "prefixEncoding"):
        if keyword in media.value:
            problems.add(
                "unsupported-keyword",
                f"{keyword} has no effect for this media type",
                at=child(media.pointer, keyword),
                consequence="the client reads and writes the body as a whole",
            )


def _headers(response: Node, schemas: SchemaLowering) -> Iterator[ir.Header]:
    for name, node in _objects(response, "headers"):
        if name.lower() != "content-type":
            type_, media_type = value_type(node, schemas)
            yield ir.Header(
                name=name,
                type=type_,
                required=node.value.get("required") is True,
                description=prose_of(node.value.get("description")),
                is_json=media_type is not None and is_json(media_type),
            )
