"""Request bodies and responses: media types and what they carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document import Node
from generator.ir import (
    AnyType,
    BinaryType,
    Body,
    Content,
    Encoding,
    Header,
    Response,
    StringType,
    Type,
)
from generator.lower.annotations import text_of
from generator.lower.schema import Schemas
from generator.problem import Problems

__all__ = ["lower_body", "lower_responses"]


def lower_body(operation: Node, schemas: Schemas) -> Body | None:
    """Return what an operation sends (OpenAPI 3.2, 4.13 Request Body Object)."""
    node = _target(operation.get("requestBody"))
    if node is None:
        return None
    contents = tuple(_contents(node, schemas))
    if not contents:
        return None
    return Body(
        required=node.value.get("required") is True,
        contents=contents,
        description=text_of(node.value.get("description")),
        pointer=node.pointer,
    )


def lower_responses(
    operation: Node, schemas: Schemas, problems: Problems
) -> tuple[Response, ...]:
    """Return what an operation answers, by status (4.16 Responses Object)."""
    responses = operation.get("responses")
    if responses is None or not isinstance(responses.value, dict):
        return ()
    found = []
    for status, node in responses.items():
        code = str(status)
        if code.startswith("x-"):
            continue
        if not _is_status(code):
            problems.add(
                "invalid-status",
                "a response's key is no status code, range or default",
                at=node.pointer,
                consequence="the response is left out",
            )
            continue
        found.append(
            _response(code.upper().replace("DEFAULT", "default"), node, schemas)
        )
    return tuple(found)


def _is_status(code: str) -> bool:
    if code == "default":
        return True
    known = code.isascii() and len(code) == 3 and code[0] in "12345"
    return known and (code[1:].isdigit() or code[1:].upper() == "XX")


def _response(status: str, node: Node, schemas: Schemas) -> Response:
    target = _target(node)
    if target is None:
        return Response(status, "", (), ())
    return Response(
        status=status,
        description=text_of(target.value.get("description")),
        contents=tuple(_contents(target, schemas)),
        headers=tuple(_headers(target, schemas)),
    )


def _target(node: Node | None) -> Node | None:
    target = node.deref() if node is not None else None
    return target if target is not None and isinstance(target.value, dict) else None


def _contents(owner: Node, schemas: Schemas) -> Iterator[Content]:
    content = owner.get("content")
    if content is None or not isinstance(content.value, dict):
        return
    for key, node in content.items():
        media = _target(node)
        if media is None or str(key).startswith("x-"):
            continue
        yield Content(
            media_type=str(key),
            type=_type(str(key), media.get("schema"), schemas),
            encoding=tuple(_encodings(media)),
            item_type=_item_type(media, schemas),
        )


def _type(media_type: str, schema: Node | None, schemas: Schemas) -> Type | None:
    """Return the type of a body; raw media types do not need a schema's."""
    kind = _kind(media_type)
    if kind == "text":
        return StringType()
    if kind == "binary":
        return BinaryType()
    return schemas.lower(schema) if schema is not None else AnyType()


def _kind(media_type: str) -> str:
    """Classify a media type by what a client does with it."""
    essence = media_type.split(";")[0].strip().lower()
    if essence in ("*/*", "application/json") or essence.endswith("+json"):
        return "json"
    if essence in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonl",
        "application/x-ndjson",
        "application/json-seq",
        "text/event-stream",
        "text/json",
    ) or essence.startswith("multipart/"):
        return "json"
    if essence.startswith("text/") or essence.endswith(("+xml", "/xml", "yaml")):
        return "text"
    return "binary"


def _item_type(media: Node, schemas: Schemas) -> Type | None:
    items = media.get("itemSchema")
    return schemas.lower(items) if items is not None else None


def _encodings(media: Node) -> Iterator[Encoding]:
    encoding = media.get("encoding")
    if encoding is None or not isinstance(encoding.value, dict):
        return
    for name, node in encoding.items():
        value: Any = node.value
        if isinstance(value, dict):
            explode = value.get("explode")
            yield Encoding(
                property=str(name),
                content_type=text_of(value.get("contentType")) or None,
                style=text_of(value.get("style")) or None,
                explode=explode if isinstance(explode, bool) else None,
                allow_reserved=value.get("allowReserved") is True,
            )


def _headers(owner: Node, schemas: Schemas) -> Iterator[Header]:
    headers = owner.get("headers")
    if headers is None or not isinstance(headers.value, dict):
        return
    for name, node in headers.items():
        target = _target(node)
        if target is not None and str(name).lower() != "content-type":
            schema = target.get("schema")
            yield Header(
                name=str(name),
                type=schemas.lower(schema) if schema is not None else StringType(),
                required=target.value.get("required") is True,
                description=text_of(target.value.get("description")),
            )
