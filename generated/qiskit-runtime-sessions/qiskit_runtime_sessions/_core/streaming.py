"""Responses read as they come: downloads, server-sent events, JSON lines.

An operation that streams is emitted as ``-> Stream[models.Chunk]`` with
``return self._stream(_WATCH, body=...)``, and its 2xx response is
``ResponseSpec({"text/event-stream": lambda: models.Chunk})``: the type of an event's
``data``; ``events=True`` on the ResponseSpec makes it that of the event as a whole
(``itemSchema``). Every other response can be downloaded by ``client.with_streaming``.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import IO, Any, Generic, Self, TypeAlias, TypeVar

import httpx2
from pydantic_core import from_json

from .errors import APIConnectionError, APIError, APITimeoutError, request_id_of
from .files import CHUNK
from .operation import essence
from .plain import to_json_bytes

__all__ = [
    "AsyncDownload",
    "AsyncStream",
    "Download",
    "ItemDecoder",
    "Stream",
    "is_sequential",
]

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

    def feed(self, chunk: bytes, last: bool = False) -> list[str]:
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
        return lines

    def rest(self) -> str:
        return "".join(self._rest)


class ItemDecoder(Generic[T]):
    """Bytes in pieces -> the items of a sequential media type.

    Args:
        media: ``text/event-stream`` (WHATWG HTML, 9.2), or JSON lines, also with the
            separator of ``application/json-seq`` (RFC 7464).
        read: Makes an item of its JSON; data may be JSON or a text, and the type says
            which it is.
        events: Whether an item is the event with its fields, not only its data.
        text: Whether data is text instead of JSON.
    """

    def __init__(
        self, media: str, read: Read[T], events: bool = False, text: bool = False
    ) -> None:
        self._sse = media == "text/event-stream"
        self._read, self._events, self._text = read, events, text
        self._lines = _Lines()
        self._fields: dict[str, Any] = {}
        self._data: list[str] = []
        self._size = 0
        self.done = False

    def feed(self, chunk: bytes) -> Iterator[T]:
        """The items that a piece completes."""
        for line in self._lines.feed(chunk):
            yield from self._line(line)

    def end(self) -> Iterator[T]:
        """The item that the end completes: an event without its blank line is none."""
        for line in [*self._lines.feed(b"", last=True), self._lines.rest()]:
            if not self._sse:
                yield from self._line(line)

    def _line(self, line: str) -> Iterator[T]:
        if self.done:
            return
        if not self._sse:
            line = line.strip("\x1e \t")
            if line:
                yield self._read([line.encode()])
        elif line:
            self._field(line)
        else:
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
        data, self._data, self._size = self._data, [], 0
        fields = {name: v for name, v in self._fields.items() if v != ""}
        # The id stays until another comes; the other fields are of one event.
        self._fields = {k: v for k, v in self._fields.items() if k == "id"}
        if not data:
            return
        text = "\n".join(data)
        if self._events:
            # The data of an event is text, though some describe what it says in JSON.
            values = [text, *_json(text)]
            yield self._read([to_json_bytes({**fields, "data": v}) for v in values])
        elif text == "[DONE]" and not self._text:
            self.done = True  # a common way to say that the stream is complete
        else:
            plain = [] if self._text else [text.encode()]
            yield self._read([*plain, to_json_bytes(text)])


def _json(text: str) -> list[Any]:
    try:
        return [from_json(text)]
    except ValueError:
        return []


class _Head:
    """The head of a response whose body is still to come."""

    chunk_size: int | None = CHUNK

    def __init__(self, response: httpx2.Response) -> None:
        self.http_response = response

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


class Download(_Head):
    """The body of a response, in pieces of bounded size."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        self.http_response.close()

    def iter_bytes(self) -> Iterator[bytes]:
        """The body, decompressed; a loop that ends closes the connection."""
        try:
            yield from self.http_response.iter_bytes(self.chunk_size)
        except httpx2.RequestError as error:
            raise _broken(error) from error
        finally:
            self.close()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which is there when it is whole."""
        with _whole(path) as file:
            for chunk in self.iter_bytes():
                file.write(chunk)


class AsyncDownload(_Head):
    """The body of a response, in pieces of bounded size; see :class:`Download`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, unless the body was read to its end."""
        await self.http_response.aclose()

    async def iter_bytes(self) -> AsyncGenerator[bytes]:
        """The body, decompressed; close it, or use ``async with``, to leave early."""
        try:
            async for chunk in self.http_response.aiter_bytes(self.chunk_size):
                yield chunk
        except httpx2.RequestError as error:
            raise _broken(error) from error
        finally:
            await self.close()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file, which is there when it is whole."""
        with _whole(path) as file:
            async for chunk in self.iter_bytes():
                file.write(chunk)


class Stream(Download, Generic[T]):
    """The items of a response as they come."""

    chunk_size = None  # an item is not kept waiting for the ones after it

    def __init__(self, response: httpx2.Response, decoder: ItemDecoder[T]) -> None:
        super().__init__(response)
        self._decoder = decoder

    def __iter__(self) -> Iterator[T]:
        for chunk in self.iter_bytes():
            yield from self._decoder.feed(chunk)
            if self._decoder.done:
                return
        yield from self._decoder.end()


class AsyncStream(AsyncDownload, Generic[T]):
    """The items of a response as they come."""

    chunk_size = None  # an item is not kept waiting for the ones after it

    def __init__(self, response: httpx2.Response, decoder: ItemDecoder[T]) -> None:
        super().__init__(response)
        self._decoder = decoder

    async def __aiter__(self) -> AsyncGenerator[T]:
        async with aclosing(self.iter_bytes()) as chunks:
            async for chunk in chunks:
                for item in self._decoder.feed(chunk):
                    yield item
                if self._decoder.done:
                    return
        for item in self._decoder.end():
            yield item


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


def _broken(error: httpx2.RequestError) -> APIConnectionError:
    """The exception for a body that broke off."""
    timeout = isinstance(error, httpx2.TimeoutException)
    kind = APITimeoutError if timeout else APIConnectionError
    return kind(f"{type(error).__name__}: {error}")


def is_sequential(media: str) -> bool:
    """Whether a media type is a sequence of items (OpenAPI 3.2, 4.14.4)."""
    jsonl = ("jsonl", "ndjson", "json-seq", "x-ndjson", "jsonlines", "stream+json")
    return essence(media) == "text/event-stream" or essence(media).endswith(jsonl)
