"""Responses that are sequences of items: server-sent events, JSON lines."""

# Streams use the private methods of their client.
# pyright: reportPrivateUsage=false

import socket
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    aclosing,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from threading import Timer
from typing import Generic, TypeVar, Unpack

import httpx2

from .client_core import ClientCore, _capture
from .download import AsyncDownload, Download, StreamedBody
from .errors import APIError
from .item_reader import ResponseItemReader
from .json_values import essence
from .operation import Operation, ResponseSpec
from .request import Arguments
from .response import Response
from .stream_items import SSE, ItemDecoder
from .sync_bridge import close_response, run_sync
from .sync_iteration import iterate_sync

T = TypeVar("T")
Item = TypeVar("Item")
Value = TypeVar("Value")
_Stream = TypeVar("_Stream")
_LINES = ("jsonl", "ndjson", "json-seq", "jsonlines", "stream+json")
_MAX_REST = 64 * 1024
_MAX_REST_SECONDS = 0.25


async def _open(
    stream_class: Callable[[httpx2.Response, ItemDecoder[T]], _Stream],
    client: ClientCore,
    operation: Operation[T],
    arguments: Arguments,
) -> _Stream:
    """Make a call and return the stream of its items."""
    media = [m for spec in operation.successes for m in spec.schemas]
    accept = ", ".join(m for m in media if essence(m).endswith((SSE, *_LINES)))
    call = client._prepare(operation, arguments, accept or None)
    response = await client._send(call, stream=True)
    try:
        reader = ResponseItemReader(client._decoder(operation, response))
        stream = stream_class(response, ItemDecoder(reader.media, reader))
    except BaseException:
        await close_response(response)
        raise
    streamed, responses = _capture.get() or (False, None)
    if responses is not None:
        spec = operation.response(response.status_code) or ResponseSpec()
        responses.append(response if streamed else Response(stream, response, spec))
    return stream


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
                    # RuntimeError: asyncio is not what runs this task.
                    with suppress(APIError, TimeoutError, RuntimeError):
                        await _skip_rest(self.http_response, chunks)
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
        return run_sync(_open(Stream[Item], client, operation, arguments))

    @classmethod
    def either(
        cls,
        client: ClientCore,
        streams: object,
        value: Operation[Value],
        items: Operation[Item],
        **arguments: Unpack[Arguments],
    ) -> "Value | Stream[Item]":
        """Send one request and return its items if it `streams`, else its value."""
        if streams:
            return cls.open(client, items, **arguments)
        return run_sync(client._perform(value, arguments))

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
        return await _open(AsyncStream[Item], client, operation, arguments)

    @classmethod
    async def either(
        cls,
        client: ClientCore,
        streams: object,
        value: Operation[Value],
        items: Operation[Item],
        **arguments: Unpack[Arguments],
    ) -> "Value | AsyncStream[Item]":
        """Send one request and return its items if it `streams`, else its value."""
        if streams:
            return await cls.open(client, items, **arguments)
        return await client._perform(value, arguments)

    def __aiter__(self) -> AsyncGenerator[T]:
        return self._items()


async def _skip_rest(response: httpx2.Response, chunks: AsyncGenerator[bytes]) -> None:
    """Read what follows the end of a stream, so that its connection can be used again
    (RFC 9112, 9.3). If there is much, or it is late, the connection is closed instead.
    """
    headers = response.headers
    has_end = "content-length" in headers or "transfer-encoding" in headers
    closes = "close" in headers.get("connection", "").lower()
    if closes or not has_end or response.http_version != "HTTP/1.1":
        return
    size = 0
    async with _time_limit(response):
        async for chunk in chunks:
            size += len(chunk)
            if size > _MAX_REST:
                return


def _time_limit(response: httpx2.Response) -> AbstractAsyncContextManager[object]:
    """Bound the time for reading the rest of a response, unless it was received."""
    length = response.headers.get("content-length", "")
    if length == str(response.num_bytes_downloaded):
        return nullcontext()
    if isinstance(response.stream, httpx2.AsyncByteStream):
        # An asynchronous caller has imported asyncio already; others save the import.
        from asyncio import timeout

        return timeout(_MAX_REST_SECONDS)
    return _shut_down_late(response)


@asynccontextmanager
async def _shut_down_late(response: httpx2.Response) -> AsyncGenerator[None]:
    """Shut the socket down when time is up, which ends a read that waits for it."""
    network = response.extensions.get("network_stream")
    sock = None if network is None else network.get_extra_info("socket")
    timer = Timer(_MAX_REST_SECONDS, _shut_down, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut_down(sock: object) -> None:
    if isinstance(sock, socket.socket):
        with suppress(
            OSError
        ):  # not the method of SSLSocket, which another thread uses
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
