"""Request bodies and responses: media types and what they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.diagnostics.model import Problems
from generator.document import Node
from generator.document.pointer import child
from generator.ir import (
    AnyType,
    ArrayType,
    BinaryType,
    Body,
    Content,
    Header,
    Response,
    StringType,
    Type,
)
from generator.ir.media_types import (
    MediaKind,
    is_event_stream,
    is_json,
    is_range,
    media_kind,
)
from generator.lower.encoding import encodings_of
from generator.lower.parameters import described_type
from generator.lower.schema.annotations import text_of
from generator.lower.schema.lowering import SchemaLowering

__all__ = ["lower_body", "lower_responses"]


def lower_body(
    operation: Node, schemas: SchemaLowering, problems: Problems
) -> Body | None:
    """Return what an operation sends (OpenAPI 3.2, 4.13 Request Body Object)."""
    node = _target(operation.get("requestBody"))
    if node is None:
        return None
    named: dict[str, Content] = {}
    for media_type, media in _media_types(node):
        content = _sent(media_type, media, schemas, problems)
        named.setdefault(content.media_type, content)
    contents = tuple(named.values())
    if not contents:
        return None
    return Body(
        required=node.value.get("required") is True,
        contents=contents,
        description=text_of(node.value.get("description")),
        pointer=node.pointer,
    )


def lower_responses(
    operation: Node, schemas: SchemaLowering, problems: Problems
) -> tuple[Response, ...]:
    """Return what an operation answers, by status (4.16 Responses Object)."""
    responses = operation.get("responses")
    if responses is None or not isinstance(responses.value, dict):
        return ()
    nodes: dict[str, Node] = {}
    for status, node in responses.items():
        code = str(status)
        if code.startswith("x-"):
            continue
        if _is_status(code):
            nodes[code.upper().replace("DEFAULT", "default")] = node
            continue
        problems.add(
            "invalid-status",
            "a response's key is no status code, range or default",
            at=node.pointer,
            consequence="the response is left out",
        )
    results = _results(nodes)
    return tuple(
        _response(code, node, code in results, schemas, problems)
        for code, node in nodes.items()
    )


def _is_status(code: str) -> bool:
    if code == "default":
        return True
    known = code.isascii() and len(code) == 3 and code[0] in "12345"
    return known and (code[1:].isdigit() or code[1:].upper() == "XX")


def _results(codes: Iterable[str]) -> set[str]:
    """Return which responses mean success: 2xx; without one, the default and the
    redirects, which are then what the operation is for.
    """
    found = {code for code in codes if code.startswith("2")}
    redirects = {code for code in codes if re.fullmatch("30[0-35-8]", code)}
    return found or redirects | ({"default"} & set(codes))


def _response(
    status: str,
    node: Node,
    is_result: bool,
    schemas: SchemaLowering,
    problems: Problems,
) -> Response:
    target = _target(node)
    if target is None:
        return Response(status, "", (), (), is_result)
    contents, others = (
        tuple(_received(name, media, schemas, problems) for name, media in each)
        for each in _asked_for(target, problems)
    )
    return Response(
        status=status,
        description=text_of(target.value.get("description")),
        contents=contents,
        alternatives=others,
        headers=tuple(_headers(target, schemas)),
        is_result=is_result,
    )


def _target(node: Node | None) -> Node | None:
    target = node.deref() if node is not None else None
    return target if target is not None and isinstance(target.value, dict) else None


def _media_types(owner: Node) -> Iterator[tuple[str, Node]]:
    content = owner.get("content")
    for key, node in content.items() if content is not None else ():
        media = _target(node)
        if media is not None and not str(key).startswith("x-"):
            yield str(key), media


_MediaTypes = list[tuple[str, Node]]


def _asked_for(response: Node, problems: Problems) -> tuple[_MediaTypes, _MediaTypes]:
    """Return the media types that a client asks for, JSON first, and those that are
    documented as JSON's data in another form, such as XML of the same schema.
    """
    every = list(_media_types(response))
    data = [
        _without_texts(media.value["schema"])
        for name, media in every
        if is_json(name) and _is_structured(media)
    ]
    found: _MediaTypes = []
    others: _MediaTypes = []
    for name, media in every:
        again = _without_texts(media.value.get("schema")) in data
        if again and media_kind(name) in ("text", "binary", "form"):
            problems.add(
                "alternative-media-type",
                f"a response has the same schema as JSON and as {name}",
                at=media.pointer,
                consequence="the client asks for JSON",
            )
            others.append((name, media))
        else:
            found.append((name, media))
    return sorted(found, key=lambda each: not is_json(each[0])), others


_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})
_COMPOUND = ("properties", "items", "prefixItems", "allOf", "oneOf", "anyOf")


_TEXTS = frozenset({"title", "description", "example", "examples", "$comment"})


def _without_texts(schema: Any) -> Any:
    """Return what a schema says but to its readers: other words make no other type."""
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
    """Tell whether a schema is of more than a text, which reads alike in any form."""
    schema = _target(media.get("schema"))
    if schema is None:
        return False
    kinds = schema.value.get("type", ())
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    if named:
        return not named <= _SCALARS
    return any(keyword in schema.value for keyword in _COMPOUND)


def _sent(
    media_type: str, media: Node, schemas: SchemaLowering, problems: Problems
) -> Content:
    """Return what a request carries; a sequence of items is sent as a list, and where
    any media type will do, it is JSON.
    """
    kind = media_kind(media_type)
    if kind == "json" and is_range(media_type):
        media_type = "application/json"
    if kind == "stream" and not is_event_stream(media_type):
        return Content(media_type, ArrayType(_item(media, schemas, AnyType())))
    _account(media, kind, problems)
    if kind == "form" and not _may_be_object(media):
        problems.add(
            "unsupported-form",
            "the schema of a form is no object",
            at=child(media.pointer, "schema"),
            consequence="the body is one argument, and sent as it is given",
        )
        return Content(media_type, BinaryType())
    encodings = tuple(encodings_of(media, problems)) if kind == "form" else ()
    return Content(media_type, _type(kind, media, schemas), encodings)


def _may_be_object(media: Node) -> bool:
    schema = _target(media.get("schema"))
    kinds = schema.value.get("type", "object") if schema is not None else "object"
    return "object" in kinds


def _received(
    media_type: str, media: Node, schemas: SchemaLowering, problems: Problems
) -> Content:
    """Return what a response carries; a form is not taken apart."""
    kind = media_kind(media_type)
    if kind != "stream":
        _account(media, kind, problems)
        return Content(
            media_type, _type("binary" if kind == "form" else kind, media, schemas)
        )
    if not is_event_stream(media_type):
        return Content(media_type, _item(media, schemas, AnyType()), is_stream=True)
    item = _item(media, schemas, StringType())
    return Content(media_type, item, is_stream=True, is_event=_is_event(media))


def _type(kind: MediaKind, media: Node, schemas: SchemaLowering) -> Type:
    """Return the type of a body; raw media types do not need a schema's."""
    schema = media.get("schema")
    match kind:
        case "text" | "stream":
            return StringType()
        case "binary":
            return BinaryType()
        case _:
            return schemas.lower(schema) if schema is not None else AnyType()


def _item(media: Node, schemas: SchemaLowering, unsaid: Type) -> Type:
    """Return the type of an item: that of ``itemSchema``; of the members, where the
    schema is of the sequence as a whole; else the schema's.
    """
    found = media.get("itemSchema") or _members(media) or media.get("schema")
    type_ = schemas.lower(found) if found is not None else unsaid
    return unsaid if isinstance(type_, BinaryType) else type_


def _members(media: Node) -> Node | None:
    schema = _target(media.get("schema"))
    return schema.get("items") if schema is not None else None


_EVENT = frozenset({"data", "event", "id", "retry"})


def _is_event(media: Node) -> bool:
    """Tell whether the schema is that of an event as a whole: of an item of the
    sequence (4.14.4.2), or an object with the fields of one.
    """
    if "itemSchema" in media.value or _members(media) is not None:
        return True
    schema = _target(media.get("schema"))
    properties = schema.value.get("properties") if schema is not None else None
    return (
        isinstance(properties, dict)
        and "data" in properties
        and set(properties) <= _EVENT
    )


def _account(media: Node, kind: MediaKind, problems: Problems) -> None:
    """Report what is said of the items of something that is no sequence."""
    for keyword in ("itemSchema", "itemEncoding", "prefixEncoding"):
        if keyword in media.value:
            problems.add(
                "unsupported-keyword",
                f"{keyword} has no effect for this media type",
                at=child(media.pointer, keyword),
                consequence="the body is read and written as a whole",
            )


def _headers(owner: Node, schemas: SchemaLowering) -> Iterator[Header]:
    headers = owner.get("headers")
    if headers is None or not isinstance(headers.value, dict):
        return
    for name, node in headers.items():
        target = _target(node)
        if target is not None and str(name).lower() != "content-type":
            yield Header(
                name=str(name),
                type=described_type(target, schemas)[0],
                required=target.value.get("required") is True,
                description=text_of(target.value.get("description")),
            )
