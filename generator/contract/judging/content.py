"""The values that the content of a response stands for, one for each item of a stream.

Streams are those of OpenAPI 3.2, Sequential Media Types. It shares no code with the
decoder of a client.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.contract.json_values import differences, is_array, unwrapped
from generator.contract.judging.models import to_json_value
from generator.contract.operation import MediaType

__all__ = ["content_differences", "content_items", "parse_json"]

EVENT_STREAM = "text/event-stream"
_LINE_END = re.compile(r"\r\n|\r|\n")
_END = "[DONE]"


def parse_json(content: str | bytes) -> Any:
    """Return the value of a JSON text (RFC 8259); raise ValueError if it is not one."""
    text = content if isinstance(content, str) else content.decode()  # UTF-8 (8.1)
    try:
        value = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()  # no lone surrogates (8.2)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def content_items(
    media_type: MediaType, content: bytes, charset: str | None = None
) -> list[list[Any]]:
    """Return the values that each item may stand for: none if it is not JSON.

    A response that is no stream has one item. What is neither JSON nor plain text has
    none, because a schema does not describe it.

    Args:
        charset: A known encoding of a text; None for UTF-8.
    """
    if media_type.is_stream:
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        is_sse = media_type.essence == EVENT_STREAM
        return list(_events(media_type, text) if is_sse else _lines(text))
    if media_type.kind == "json":
        return [_parse(content)]
    if media_type.kind != "text" or re.search("xml$|yaml$", media_type.essence):
        return []
    text = content.decode(charset or "utf-8", "replace")
    return [[text, *_parse(text)]]


def content_differences(
    media_type: MediaType,
    content: bytes,
    value: Any,
    charset: str | None = None,
    unwrap: str = "",
) -> Iterator[str]:
    """Yield how a result of a client differs from the content of the response, or from
    the value at the pointer `unwrap` in it.
    """
    if isinstance(value, bytes) and media_type.kind != "json":
        if value != content:
            yield f"/: expected {len(content)} bytes, got {len(value)} others"
        return
    is_stream = media_type.is_stream
    items = content_items(media_type, content, charset)
    expected = [[unwrapped(each, unwrap) for each in item] for item in items]
    actual: list[Any] = [value]
    if is_stream:
        actual = list(value) if is_array(value) else []
        if not media_type.has_events:
            actual = [each for each in actual if each != ""]
        if len(actual) != len(expected):
            yield f"/: expected {len(expected)} items, got {value!r:.400}"
    for index, (candidates, each) in enumerate(zip(expected, actual, strict=False)):
        place, plain = f"/{index}" if is_stream else "", to_json_value(each)
        found = [list(differences(other, plain, place)) for other in candidates]
        yield from min(found, key=len, default=())


def _parse(text: str | bytes) -> list[Any]:
    try:
        return [parse_json(text)]
    except ValueError:
        return []


def _lines(text: str) -> Iterator[list[Any]]:
    for line in _LINE_END.split(text):
        if line.strip("\x1e \t") == _END:
            return
        if line.strip("\x1e \t"):
            yield _parse(line.strip("\x1e \t"))


def _events(media_type: MediaType, text: str) -> Iterator[list[Any]]:
    """The events that a blank line ends (WHATWG HTML, 9.2), whose data is JSON or text.
    After ``[DONE]``, a common marker for the end, there are no more. Empty data is no
    JSON; it keeps a connection alive.
    """
    fields: dict[str, Any] = {}
    data: list[str] = []
    for line in _LINE_END.split(text)[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "event" or (name == "id" and "\0" not in value):
            fields[name] = value
        elif name == "retry" and re.fullmatch("[0-9]+", value):
            fields[name] = int(value)
        if line:
            continue
        joined, is_event = "\n".join(data), bool(data)
        given = {key: value for key, value in fields.items() if value != ""}
        # The id applies to later events too.
        fields, data = {key: v for key, v in fields.items() if key == "id"}, []
        if is_event and media_type.has_events:
            yield [{**given, "data": each} for each in (joined, *_parse(joined))]
        elif joined == _END:
            return
        elif joined:
            yield [*_parse(joined), joined]
