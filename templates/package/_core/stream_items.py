"""Splits the bytes of a stream into items: server-sent events, JSON lines."""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from pydantic_core import from_json

from .errors import APIError
from .json_values import dump_json, is_array
from .lenient_decode import NotJSON, repaired_json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
SSE = "text/event-stream"
_END = "[DONE]"
"""A common marker for the end of a stream."""
_MAX_LENGTH = 16 * 1024 * 1024
_MAX_OTHER_BODY = 1024 * 1024


class ItemReader(Protocol[T_co]):
    """Decodes the items of a stream."""

    @property
    def has_end_marker(self) -> bool:
        """Whether ``[DONE]`` ends the stream, because it is no item."""
        ...

    @property
    def has_empty_data(self) -> bool:
        """Whether empty data is an item; otherwise it keeps the connection alive."""
        ...

    @property
    def has_arrays(self) -> bool:
        """Whether an array in the first line is an item, not all items."""
        ...

    def event(self, fields: Mapping[str, Any], data: str) -> T_co:
        """Return the item of an event with these fields and this data."""
        ...

    def line(self, text: str) -> T_co:
        """Return the item of a JSON text."""
        ...

    def refuse(self, body: str) -> NoReturn:
        """Raise an error for a body that is no stream."""
        ...


class _LineDecoder:
    """Decodes chunks of UTF-8 to lines, which end in LF, CR or CRLF."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest: list[str] = []
        self._size = 0
        self._after_cr = False

    def feed(self, chunk: bytes, last: bool) -> list[str]:
        text = self._decoder.decode(chunk, last)
        if self._after_cr and text:
            text, self._after_cr = text.removeprefix("\n"), False
        self._after_cr = self._after_cr or text.endswith("\r")
        *lines, rest = re.split("\r\n|\r|\n", text)
        if lines:
            lines[0] = "".join([*self._rest, lines[0]])
            self._rest, self._size = [], 0
        self._rest.append(rest)
        self._size += len(rest)
        if self._size > _MAX_LENGTH:
            raise APIError(
                f"a line of the stream is longer than {_MAX_LENGTH} characters"
            )
        return [*lines, "".join(self._rest)] if last else lines


class ItemDecoder(Generic[T]):
    """Decodes chunks of bytes to items.

    The items come from ``text/event-stream`` (WHATWG HTML, 9.2), JSON lines, or
    ``application/json-seq`` (RFC 7464).

    Args:
        media: Media type of the stream.
        reader: Decodes an item.
    """

    def __init__(self, media: str, reader: ItemReader[T]) -> None:
        self._is_sse = media == SSE
        self._reader = reader
        self._lines = _LineDecoder()
        self._fields: dict[str, Any] = {}
        self._data: list[str] = []
        self._size = 0
        self._is_stream = False
        """Whether a line was one of a stream. Until then, lines are kept as another
        body."""
        self._other: list[str] = []
        self._other_size = 0
        self.done = False

    def feed(self, chunk: bytes, last: bool = False) -> Iterator[T]:
        """Yield the items that a chunk completes.

        An event without a blank line after it is dropped, as the standard requires,
        unless it is an error.

        Raises:
            APIError: A line or an event is too long, or the body is no stream.
        """
        read = self._reader.line
        for line in self._lines.feed(chunk, last):
            if self.done:
                return
            if not self._is_sse:
                text = line.strip("\x1e \t")
                if text == _END:
                    self.done = self._is_stream = True
                elif text and self._is_stream:
                    yield read(text)
                elif text:
                    yield from self._first_line(text)
            elif line:
                self._field(line)
            elif not last:
                data, fields = self._data, self._fields
                if self._ends_event(data, fields):
                    yield self._reader.event(fields, "\n".join(data))
        if last:
            yield from self._finish()

    def _field(self, line: str) -> None:
        """Read a line that is not blank. Comments do not count as a part of an event."""
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
        elif name == "":
            self._is_stream = True
            return
        elif name in ("event", "id", "retry"):
            self._set_field(name, value.removeprefix(" "))
        elif not self._is_stream:
            self._keep_other(line)
            return
        self._is_stream = True
        self._size += len(line) + 1
        if self._size > _MAX_LENGTH:
            raise APIError(f"an event is longer than {_MAX_LENGTH} characters")

    def _set_field(self, name: str, value: str) -> None:
        if name == "event" or (name == "id" and "\0" not in value):
            self._fields[name] = value
        elif name == "retry" and re.fullmatch("[0-9]{1,15}", value):
            self._fields[name] = int(value)

    def _ends_event(self, data: list[str], fields: dict[str, Any]) -> bool:
        """Begin the next event; return whether the one before it is an item."""
        self._data, self._size = [], 0
        if fields:
            # The id applies to later events too; other fields belong to one event.
            self._fields = {"id": fields["id"]} if "id" in fields else {}
        if data == [_END] and self._reader.has_end_marker:
            self.done = True
            return False
        if data in ([], [""]) and fields.get("event") != "error":
            return bool(data) and self._reader.has_empty_data
        return True

    def _first_line(self, text: str) -> Iterator[T]:
        """Yield the item of the first line, unless it is a part of another body."""
        values = [] if self._other else _parse_json(text)
        if not values:
            self._keep_other(text)
            return
        self._is_stream = True
        if is_array(values[0]) and not self._reader.has_arrays:
            yield from map(self._reader.line, map(dump_json, values[0]))
        else:
            yield self._reader.line(text)

    def _keep_other(self, line: str) -> None:
        self._other.append(line)
        self._other_size += len(line) + 1
        if self._other_size > _MAX_OTHER_BODY:
            self._reader.refuse("\n".join(self._other))

    def _finish(self) -> Iterator[T]:
        """Read what is left at the end: an error, or a body that is no stream."""
        if self._fields.get("event") == "error" and self._data:
            yield self._reader.event(self._fields, "\n".join(self._data))
        if self._is_stream or not self._other:
            return
        body = "\n".join(self._other)
        values = [] if self._is_sse else _parse_json(body)
        if not values:
            self._reader.refuse(body)
        items = values[0] if is_array(values[0]) else values
        yield from map(self._reader.line, map(dump_json, items))


def _parse_json(text: str) -> list[Any]:
    """Return the value of a JSON text, or nothing if it is not JSON."""
    try:
        return [lenient_json(text)]
    except NotJSON:
        return []


def lenient_json(text: str) -> Any:
    """Return the value of JSON; parts that are no Unicode text become U+FFFD.

    Raises:
        NotJSON: The text is not JSON.
    """
    try:
        return from_json(text)
    except ValueError:
        return repaired_json(text.encode())
