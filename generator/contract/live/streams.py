"""Splits the bytes of a stream into its items (OpenAPI 3.2, Sequential Media Types)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.contract.operation import MediaType

__all__ = ["complete_items", "count_items", "stream_items"]

EVENT_STREAM = "text/event-stream"
_EVENT_END = re.compile(r"(?:\r\n|\r|\n){2}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_END = "[DONE]"


def complete_items(essence: str, content: bytes | bytearray) -> bytes:
    """Return the beginning of a stream up to the end of its last complete item."""
    if essence != EVENT_STREAM:
        return bytes(content[: content.rfind(b"\n") + 1])
    text = content.decode("latin-1")
    ends = [match.end() for match in _EVENT_END.finditer(text)]
    return bytes(content[: ends[-1]]) if ends else b""


def count_items(essence: str, content: bytes | bytearray) -> int:
    """Return how many complete items the beginning of a stream may have."""
    if essence == EVENT_STREAM:
        return len(_EVENT_END.findall(content.decode("latin-1")))
    return content.count(b"\n")


def stream_items(media_type: MediaType, content: bytes) -> Iterator[list[Any]]:
    """Yield the values that each item may stand for; none if it is not JSON.

    The data of an event (WHATWG HTML, 9.2) is JSON or text. After ``[DONE]``, a common
    marker for the end, there are no more items.
    """
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    if media_type.essence != EVENT_STREAM:
        for line in _LINE_END.split(text):
            if line.strip("\x1e \t"):
                yield _parse(line.strip("\x1e \t"))
        return
    last_id: dict[str, Any] = {}
    for lines in _events(text):
        fields, data = _fields(lines)
        last_id |= {name: fields[name] for name in ("id",) if name in fields}
        if data is None:
            continue
        if media_type.has_events:
            given = {name: v for name, v in {**last_id, **fields}.items() if v != ""}
            yield [{**given, "data": value} for value in (data, *_parse(data))]
        elif data == _END:
            return
        else:
            yield [*_parse(data), data]


def _events(text: str) -> Iterator[list[str]]:
    """The lines of each event that a blank line ends."""
    lines: list[str] = []
    for line in _LINE_END.split(text):
        if line:
            lines.append(line)
        elif lines:
            yield lines
            lines = []


def _fields(lines: list[str]) -> tuple[dict[str, Any], str | None]:
    """The fields of an event, and its data."""
    fields: dict[str, Any] = {}
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "event" or (name == "id" and "\0" not in value):
            fields[name] = value
        elif name == "retry" and re.fullmatch("[0-9]+", value):
            fields[name] = int(value)
    return fields, "\n".join(data) if data else None


def _parse(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except ValueError:
        return []
