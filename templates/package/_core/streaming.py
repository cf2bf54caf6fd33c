"""Responses read as they come: downloads, server-sent events, JSON lines."""

import codecs
import os
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import IO, Any, Generic, Self, TypeAlias, TypeVar

import httpx2
from pydantic_core import from_json

from .errors import APIError, connection_error, place_of, request_id_of
from .json_values import SSE, to_text
from .sync_bridge import close, each, pieces, run

T = TypeVar("T")
_LONGEST = 16 * 1024 * 1024
Read: TypeAlias = Callable[[list[bytes]], T]
"""Makes an item of the first of several JSON texts that fits."""


class _Lines:
    """Text in pieces -> lines, which end in LF, CR or CRLF."""

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
        if self._size > _LONGEST:
            raise APIError(f"a line of the stream is longer than {_LONGEST} characters")
        return [*lines, "".join(self._rest)] if last else lines


class ItemDecoder(Generic[T]):
    """Bytes in pieces -> the items of ``text/event-stream`` (WHATWG HTML, 9.2) or JSON
    lines, also with the separator of ``application/json-seq`` (RFC 7464).

    An item is an event's data, JSON or ``text``, or with ``events`` all its fields.
    """

    def __init__(
        self, media: str, read: Read[T], events: bool = False, text: bool = False
    ) -> None:
        self._sse = media == SSE
        self._read, self._events, self._text = read, events, text
        self._lines = _Lines()
        self._fields: dict[str, Any] = {}
        self._data: list[str] = []
        self._size = 0
        self.done = False

    def feed(self, chunk: bytes, last: bool = False) -> Iterator[T]:
        """The items that a piece completes; an event without its blank line is none."""
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
            if self._size > _LONGEST:
                raise APIError(f"an event is longer than {_LONGEST} characters")
        elif name == "event" or (name == "id" and "\0" not in value):
            self._fields[name] = value
        elif name == "retry" and re.fullmatch("[0-9]{1,15}", value):
            self._fields[name] = int(value)

    def _dispatch(self) -> Iterator[T]:
        data, text, fields = self._data, "\n".join(self._data), self._fields
        self._data, self._size = [], 0
        # The id stays until another comes; the other fields are of one event.
        self._fields = {name: v for name, v in fields.items() if name == "id"}
        if self._events and data:
            # The data of an event is text, though some describe what it says in JSON.
            own = {name: value for name, value in fields.items() if value != ""}
            values = [text, *_json(text)]
            yield self._read([to_text({**own, "data": v}).encode() for v in values])
        elif text == "[DONE]" and not self._text:
            self.done = True  # a common way to say that the stream is complete
        elif data:
            plain = [] if self._text else [text.encode()]
            yield self._read([*plain, to_text(text).encode()])


def _json(text: str) -> list[Any]:
    try:
        return [from_json(text)]
    except ValueError:
        return []


class Head:
    """The head of a response."""

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
        """The id the server gave the exchange."""
        return request_id_of(self.http_response)


class _Body(Head):
    """A body that is still to come."""

    _chunk_size: int | None = 64 * 1024

    async def _bytes(self) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(pieces(self.http_response, self._chunk_size)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except httpx2.RequestError as error:
            place = place_of(self.http_response.request)
            raise connection_error(error, place) from error
        finally:
            await close(self.http_response)

    async def _save(self, path: str | os.PathLike[str]) -> None:
        with _whole(path) as file:
            async with aclosing(self._bytes()) as chunks:
                async for chunk in chunks:
                    file.write(chunk)


@contextmanager
def _whole(path: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """A file that takes its name when it is complete."""
    part = Path(f"{os.fspath(path)}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class _Items(_Body, Generic[T]):
    """Items that are still to come."""

    _chunk_size = None  # an item is not kept waiting for the ones after it

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


class Download(_Body):
    """The body of a response, in pieces of bounded size."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        run(close(self.http_response))

    def iter_bytes(self) -> Iterator[bytes]:
        """The body, decompressed; a loop that ends closes the connection."""
        return each(self._bytes())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which is there when it is whole."""
        run(self._save(path))


class AsyncDownload(_Body):
    """The body of a response, in pieces of bounded size."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        await close(self.http_response)

    def iter_bytes(self) -> AsyncGenerator[bytes]:
        """The body, decompressed; close it, or use ``async with``, to leave early."""
        return self._bytes()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which is there when it is whole."""
        await self._save(path)


class Stream(_Items[T], Download):
    """The items of a response as they come."""

    def __iter__(self) -> Iterator[T]:
        return each(self._items())


class AsyncStream(_Items[T], AsyncDownload):
    """The items of a response as they come."""

    def __aiter__(self) -> AsyncGenerator[T]:
        return self._items()
