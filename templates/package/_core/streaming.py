"""Responses that are sequences of items: server-sent events, JSON lines."""

# Streams use the private methods of their client.
# pyright: reportPrivateUsage=false

import codecs
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Any, Generic, TypeAlias, TypeVar, Unpack

import httpx2
from pydantic_core import from_json

from .client_core import ClientCore
from .download import AsyncDownload, Download, StreamedBody
from .errors import APIError
from .json_values import dump_json
from .lenient_decode import NotJSON, read_json
from .operation import Operation
from .request import Arguments
from .response import ResponseDecoder
from .sync_bridge import close_response, iterate_sync, run_sync

T = TypeVar("T")
Item = TypeVar("Item")
SSE = "text/event-stream"
_LINES = ("jsonl", "ndjson", "json-seq", "jsonlines", "stream+json")
_MAX_LENGTH = 16 * 1024 * 1024
Read: TypeAlias = Callable[[list[bytes]], T]
"""Returns an item, decoded from the first of several JSON texts that is valid."""


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
        read: Decodes an item.
        events: Whether an item is a whole event with its fields, not only its data.
        text: Whether the data of an event is text, not JSON.
    """

    def __init__(
        self, media: str, read: Read[T], events: bool = False, text: bool = False
    ) -> None:
        self._sse = media == SSE
        self._read, self._events, self._text = read, events, text
        self._lines = _LineDecoder()
        self._fields: dict[str, Any] = {}
        self._data: list[str] = []
        self._size = 0
        self.done = False

    def feed(self, chunk: bytes, last: bool = False) -> Iterator[T]:
        """Yield the items that a chunk completes.

        An event without a blank line after it is dropped, as the standard requires.
        """
        for line in self._lines.feed(chunk, last):
            if not self._sse:
                line = line.strip("\x1e \t")
                yield from [self._read([line.encode()])] if line else []
            elif line:
                self._field(line)
            elif not last and not self.done:
                yield from self._dispatch()

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(value)
            if self._size > _MAX_LENGTH:
                raise APIError(f"an event is longer than {_MAX_LENGTH} characters")
        elif name == "event" or (name == "id" and "\0" not in value):
            self._fields[name] = value
        elif name == "retry" and re.fullmatch("[0-9]{1,15}", value):
            self._fields[name] = int(value)

    def _dispatch(self) -> Iterator[T]:
        data, text, fields = self._data, "\n".join(self._data), self._fields
        self._data, self._size = [], 0
        # The id applies to later events too; other fields belong to one event.
        self._fields = {name: v for name, v in fields.items() if name == "id"}
        if self._events and data:
            # Data is text, but some documents describe the JSON value that it encodes.
            given = {name: value for name, value in fields.items() if value != ""}
            values = [text, *_parse_json(text)]
            yield self._read([dump_json({**given, "data": v}).encode() for v in values])
        elif text == "[DONE]" and not self._text:
            self.done = True  # a common marker for the end of the stream
        elif data:
            json = [] if self._text else [text.encode()]
            yield self._read([*json, dump_json(text).encode()])


def _parse_json(text: str) -> list[Any]:
    """Return the value of a JSON text, or nothing if it is not JSON."""
    try:
        return [from_json(text)]
    except ValueError:
        return []


async def _open(
    client: ClientCore, operation: Operation[T], arguments: Arguments
) -> tuple[httpx2.Response, ItemDecoder[T]]:
    """Make a call and return its response and the decoder for its items."""
    media = [m for spec in operation.successes for m in spec.schemas]
    accept = ", ".join(m for m in media if m.endswith((SSE, *_LINES)))
    call = client._prepare(operation, arguments, accept or None)
    response = await client._send(call, stream=True)
    try:
        return response, _item_decoder(client._decoder(operation, response))
    except BaseException:
        await close_response(response)
        raise


def _item_decoder(decoder: ResponseDecoder) -> ItemDecoder[Any]:
    documented = decoder.operation.response(decoder.response.status_code)
    spec = documented or decoder.operation.successes[0]
    media, schema, received = decoder.match(spec)
    if media == SSE and received not in ("", media):
        decoder.report([f"content type {received[:100]}, expected {media}"], None)

    def read(candidates: list[bytes]) -> Any:
        found: list[tuple[Any, list[str]]] = []
        for content in candidates:
            try:
                found.append(read_json(schema, content, decoder.mode == "strict"))
            except NotJSON:
                found.append((content.decode(), ["an item is not JSON"]))
            if not found[-1][1]:
                return found[-1][0]
        value, deviations = found[0]
        decoder.report(deviations, value)
        return value

    return ItemDecoder(media, read, spec.events, schema.type is str)


class _ItemStream(StreamedBody, Generic[T]):
    """A response whose items were not read yet."""

    _chunk_size = None  # yield each item as soon as its bytes arrive

    def __init__(self, response: httpx2.Response, decoder: ItemDecoder[T]) -> None:
        super().__init__(response)
        self._decoder = decoder

    async def _items(self) -> AsyncGenerator[T]:
        async with aclosing(self._bytes()) as chunks:
            async for chunk in chunks:
                for item in self._decoder.feed(chunk):
                    yield item
                if self._decoder.done:
                    return
        for item in self._decoder.feed(b"", last=True):
            yield item


class Stream(_ItemStream[T], Download):
    """Iterates over the items of a response as they arrive."""

    @classmethod
    def open(
        cls,
        client: ClientCore,
        operation: Operation[Item],
        **arguments: Unpack[Arguments],
    ) -> "Stream[Item]":
        """Send one request and return its items as they arrive."""
        return Stream(*run_sync(_open(client, operation, arguments)))

    def __iter__(self) -> Iterator[T]:
        return iterate_sync(self._items())


class AsyncStream(_ItemStream[T], AsyncDownload):
    """Iterates over the items of a response as they arrive."""

    @classmethod
    async def open(
        cls,
        client: ClientCore,
        operation: Operation[Item],
        **arguments: Unpack[Arguments],
    ) -> "AsyncStream[Item]":
        """Send one request and return its items as they arrive."""
        return AsyncStream(*await _open(client, operation, arguments))

    def __aiter__(self) -> AsyncGenerator[T]:
        return self._items()
