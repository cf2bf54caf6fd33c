"""Streamed responses: downloads, server-sent events, JSON lines."""

import codecs
import os
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import IO, Any, Generic, Self, TypeAlias, TypeVar

import httpx2
from pydantic_core import from_json

from .errors import APIError, connection_error, request_id_of, request_label
from .json_values import SSE, dump_json
from .sync_bridge import close_response, iter_chunks, iterate_sync, run_sync

T = TypeVar("T")
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


class Head:
    """Status and headers of a response."""

    def __init__(self, http_response: httpx2.Response) -> None:
        self.http_response = http_response

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        return self.http_response.headers

    @property
    def request_id(self) -> str | None:
        """The request id that the server put into a header."""
        return request_id_of(self.http_response)


class _StreamedBody(Head):
    """A response whose body was not read yet."""

    _chunk_size: int | None = 64 * 1024

    async def _bytes(self) -> AsyncGenerator[bytes]:
        body = iter_chunks(self.http_response, self._chunk_size)
        try:
            async with aclosing(body) as chunks:
                async for chunk in chunks:
                    yield chunk
        except httpx2.RequestError as error:
            label = request_label(self.http_response.request)
            raise connection_error(error, label) from error
        finally:
            await close_response(self.http_response)

    async def _save(self, path: str | os.PathLike[str]) -> None:
        with _atomic_file(path) as file:
            async with aclosing(self._bytes()) as chunks:
                async for chunk in chunks:
                    file.write(chunk)


@contextmanager
def _atomic_file(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Open a file for writing that gets its name only when it is complete."""
    part = Path(f"{os.fspath(path)}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class _ItemStream(_StreamedBody, Generic[T]):
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


class Download(_StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        run_sync(close_response(self.http_response))

    def iter_bytes(self) -> Iterator[bytes]:
        """Yield the decompressed body; closes the connection when the loop ends."""
        return iterate_sync(self._bytes())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete."""
        run_sync(self._save(path))


class AsyncDownload(_StreamedBody):
    """A response whose body is read in chunks of bounded size."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        await close_response(self.http_response)

    def iter_bytes(self) -> AsyncGenerator[bytes]:
        """Yield the decompressed body; ``async with`` closes it after an early stop."""
        return self._bytes()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which exists only when it is complete."""
        await self._save(path)


class Stream(_ItemStream[T], Download):
    """Iterates over the items of a response as they arrive."""

    def __iter__(self) -> Iterator[T]:
        return iterate_sync(self._items())


class AsyncStream(_ItemStream[T], AsyncDownload):
    """Iterates over the items of a response as they arrive."""

    def __aiter__(self) -> AsyncGenerator[T]:
        return self._items()
