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
    is_range,
    media_kind,
)
from generator.lower.encoding import encodings_of
from generator.lower.parameters import value_type
from generator.lower.schema.annotations import text_of
from generator.lower.schema.lowering import SchemaLowering

__all__ = ["lower_body", "lower_responses"]

_MediaTypes: TypeAlias = list[tuple[str, Node]]

_SCALAR_TYPES = frozenset({"string", "integer", "number", "boolean", "null"})
_COMPOUND = ("properties", "items", "prefixItems", "allOf", "oneOf", "anyOf")
_TEXTS = frozenset({"title", "description", "example", "examples", "$comment"})
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry"})


def lower_body(
    operation: Node, schemas: SchemaLowering, problems: Problems
) -> ir.Body | None:
    """Return the body that an operation sends (OpenAPI 3.2, 4.13 Request Body Object)."""
    node = _resolved_object(operation.get("requestBody"))
    if node is None:
        return None
    contents: dict[str, ir.Content] = {}
    for media_type, media in _media_types(node):
        content = _request_content(media_type, media, schemas, problems)
        contents.setdefault(content.media_type, content)
    if not contents:
        return None
    return ir.Body(
        required=node.value.get("required") is True,
        contents=tuple(contents.values()),
        description=text_of(node.value.get("description")),
        pointer=node.pointer,
    )


def lower_responses(
    operation: Node, schemas: SchemaLowering, problems: Problems
) -> tuple[ir.Response, ...]:
    """Return the responses of an operation by status (4.16 Responses Object)."""
    responses = operation.get("responses")
    if responses is None or not isinstance(responses.value, dict):
        return ()
    nodes: dict[str, Node] = {}
    for key, node in responses.items():
        status = str(key)
        if status.startswith("x-"):
            continue
        if _is_status(status):
            nodes[status.upper().replace("DEFAULT", "default")] = node
            continue
        problems.add(
            "invalid-status",
            "the key of a response is no status code, range of codes or default",
            at=node.pointer,
            consequence="the response is ignored",
        )
    results = _result_statuses(nodes)
    return tuple(
        _response(status, node, status in results, schemas, problems)
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
    status: str,
    node: Node,
    is_result: bool,
    schemas: SchemaLowering,
    problems: Problems,
) -> ir.Response:
    target = _resolved_object(node)
    if target is None:
        return ir.Response(status, "", (), (), is_result)
    contents, alternatives = (
        tuple(_response_content(name, media, schemas, problems) for name, media in each)
        for each in _contents_and_alternatives(target, problems)
    )
    return ir.Response(
        status=status,
        description=text_of(target.value.get("description")),
        contents=contents,
        alternatives=alternatives,
        headers=tuple(_headers(target, schemas)),
        is_result=is_result,
    )


def _resolved_object(node: Node | None) -> Node | None:
    target = node.deref() if node is not None else None
    return target if target is not None and isinstance(target.value, dict) else None


def _media_types(owner: Node) -> Iterator[tuple[str, Node]]:
    content = owner.get("content")
    for key, node in content.items() if content is not None else ():
        media = _resolved_object(node)
        if media is not None and not str(key).startswith("x-"):
            yield str(key), media


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
    """Tell whether a schema allows objects or arrays; a scalar is the same text in any
    media type.
    """
    schema = _resolved_object(media.get("schema"))
    if schema is None:
        return False
    declared = schema.value.get("type", ())
    types = {declared} if isinstance(declared, str) else set(declared)
    if types:
        return not types <= _SCALAR_TYPES
    return any(keyword in schema.value for keyword in _COMPOUND)


def _request_content(
    media_type: str, media: Node, schemas: SchemaLowering, problems: Problems
) -> ir.Content:
    """Return a content of a request. A stream is sent as a list of its items, and a
    range of media types that includes JSON is sent as JSON.
    """
    kind = media_kind(media_type)
    if kind == "json" and is_range(media_type):
        media_type = "application/json"
    if kind == "stream" and not is_event_stream(media_type):
        return ir.Content(
            media_type, ir.ArrayType(_item_type(media, schemas, ir.AnyType()))
        )
    _report_item_keywords(media, problems)
    if kind == "form" and not _allows_object(media):
        problems.add(
            "unsupported-form",
            "the schema of a form is not an object",
            at=child(media.pointer, "schema"),
            consequence="the body is one argument, which the client sends unchanged",
        )
        return ir.Content(media_type, ir.BinaryType())
    encodings = tuple(encodings_of(media, problems)) if kind == "form" else ()
    return ir.Content(media_type, _type(kind, media, schemas), encodings)


def _allows_object(media: Node) -> bool:
    schema = _resolved_object(media.get("schema"))
    types = schema.value.get("type", "object") if schema is not None else "object"
    return "object" in types


def _response_content(
    media_type: str, media: Node, schemas: SchemaLowering, problems: Problems
) -> ir.Content:
    """Return a content of a response; a form is returned as bytes."""
    kind = media_kind(media_type)
    if kind != "stream":
        _report_item_keywords(media, problems)
        kind = "binary" if kind == "form" else kind
        return ir.Content(media_type, _type(kind, media, schemas))
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


def _item_type(media: Node, schemas: SchemaLowering, default: ir.Type) -> ir.Type:
    """Return the type of an item of a stream: of ``itemSchema``, of the items of an
    array schema, or of the schema. Binary items and items without a schema have the
    type `default`.
    """
    schema = media.get("itemSchema") or _array_items(media) or media.get("schema")
    type_ = schemas.lower(schema) if schema is not None else default
    return default if isinstance(type_, ir.BinaryType) else type_


def _array_items(media: Node) -> Node | None:
    schema = _resolved_object(media.get("schema"))
    return schema.get("items") if schema is not None else None


def _is_event(media: Node) -> bool:
    """Tell whether the schema of an item describes the whole event with its fields
    (4.14.4.2), and not only its data.
    """
    if "itemSchema" in media.value or _array_items(media) is not None:
        return True
    schema = _resolved_object(media.get("schema"))
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
    headers = response.get("headers")
    if headers is None or not isinstance(headers.value, dict):
        return
    for name, node in headers.items():
        target = _resolved_object(node)
        if target is not None and str(name).lower() != "content-type":
            yield ir.Header(
                name=str(name),
                type=value_type(target, schemas)[0],
                required=target.value.get("required") is True,
                description=text_of(target.value.get("description")),
            )
