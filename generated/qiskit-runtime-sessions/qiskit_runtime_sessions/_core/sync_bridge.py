"""Lets both clients share coroutines.

The synchronous client runs a coroutine without an event loop. This works because the
coroutine never suspends: it calls the blocking HTTP client instead of awaiting.
"""

from collections.abc import AsyncGenerator, Awaitable, Coroutine
from contextlib import aclosing, suppress
from contextvars import copy_context
from threading import Thread
from time import sleep
from typing import Any, TypeVar

import httpx2

from .content_coding import ContentDecoder, unknown_codings
from .errors import APIError, request_label
from .process import running_trio
from .redaction import redact, signature_of

T = TypeVar("T")


async def maybe_await(value: T | Awaitable[T]) -> T:
    """Return a value, awaited if it is awaitable."""
    candidate: Any = value
    result: T = await candidate if hasattr(candidate, "__await__") else candidate
    return result


def pause(seconds: float, is_sync: bool) -> Awaitable[None] | None:
    """Sleep, or return an awaitable that sleeps in the asynchronous client."""
    if is_sync:
        sleep(seconds)
        return None
    if trio := running_trio():
        paused: Awaitable[None] = trio.sleep(seconds)
        return paused
    # An asynchronous caller has imported asyncio already; others save the import.
    from asyncio import sleep as async_sleep

    return async_sleep(seconds)


def run_sync(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return the result of a coroutine that never suspends.

    Raises:
        RuntimeError: The coroutine suspended.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    coroutine.close()
    raise RuntimeError("a coroutine of the synchronous client suspended")


class DeadlineExceeded(httpx2.TimeoutException):
    """The deadline of a call has passed."""


async def within(
    seconds: float, work: Coroutine[Any, Any, T], is_sync: bool, give_up: Any
) -> T:
    """Return the result of an attempt that ends after some seconds.

    The timeouts of httpx2 are for single reads, so a server that sends byte after byte
    could go on for ever. The synchronous client makes the attempt in a thread, calls
    ``give_up`` and does not wait any more.

    Raises:
        DeadlineExceeded: The time has passed.
    """
    if is_sync and seconds > 0:
        return _run_in_thread(seconds, work, give_up)
    if seconds <= 0:
        work.close()
    elif trio := running_trio():
        with trio.move_on_after(seconds):
            return await work
    else:
        from asyncio import timeout

        limit = timeout(seconds)
        try:
            async with limit:
                return await work
        except TimeoutError:
            if not limit.expired():
                raise
    raise DeadlineExceeded("the deadline has passed")


def _run_in_thread(seconds: float, work: Coroutine[Any, Any, T], give_up: Any) -> T:
    from concurrent.futures import Future  # a slow import, needed here only

    future = Future[T]()

    def run() -> None:
        try:
            future.set_result(run_sync(work))
        except BaseException as error:  # noqa: BLE001 - raised by result()
            future.set_exception(error)

    Thread(target=copy_context().run, args=(run,), daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError as error:
        if future.done() and future.exception() is error:
            raise
    give_up()
    raise DeadlineExceeded("the deadline has passed")


async def read_body(response: httpx2.Response, limit: int | None) -> httpx2.Response:
    """Return a response with its whole body, or a copy of it with the decoded body.

    Raises:
        APIError: The body has more bytes than the limit.
    """
    length, content = response.headers.get("content-length", ""), b""
    size = int(length) if length.isdecimal() and len(length) < 20 else None
    has_body = response.request.method != "HEAD" and response.status_code != 304
    is_large = limit is not None and has_body and (size or 0) > limit
    has_end = size is not None or limit is None
    if not is_large and has_end and "content-encoding" not in response.headers:
        is_async = isinstance(response.stream, httpx2.AsyncByteStream)
        content = await response.aread() if is_async else response.read()
    elif not is_large:
        content = await _read(response, bytearray(), limit)
        await close_response(response)
        response = with_content(response, content)
    # A body that was in memory already may have any length.
    if is_large or (limit is not None and len(content) > limit):
        label = request_label(response.request)
        message = f"the response is larger than max_response_bytes, {limit}"
        raise APIError(f"{label}: {message}")
    return response


async def read_start(response: httpx2.Response, limit: int) -> bytes:
    """Return the first bytes of the decoded body, as far as it can be read."""
    content = bytearray()
    try:
        await _read(response, content, limit)
    except httpx2.TimeoutException:
        raise
    except httpx2.RequestError:
        pass
    return bytes(content[:limit])


async def _read(
    response: httpx2.Response, content: bytearray, limit: int | None
) -> bytes:
    """Read the decoded body until it has more bytes than the limit."""
    async with aclosing(iter_chunks(response)) as chunks:
        async for chunk in chunks:
            content += chunk
            if limit is not None and len(content) > limit:
                break
    return bytes(content)


async def close_response(response: httpx2.Response) -> None:
    """Release the connection; close it if the body was not read to its end."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        await response.aclose()
    else:
        response.close()


async def iter_chunks(
    response: httpx2.Response, size: int | None = None
) -> AsyncGenerator[bytes]:
    """Yield the decompressed body in chunks, of at most ``size`` bytes if given."""
    decoder = None
    if "content-encoding" in response.headers and not response.is_stream_consumed:
        decoder = ContentDecoder(response)
    if isinstance(response.stream, httpx2.AsyncByteStream):
        chunks = response.aiter_raw() if decoder else response.aiter_bytes(size)
        async for chunk in chunks:
            for piece in decoder.feed(chunk) if decoder else (chunk,):
                yield piece
    else:
        for chunk in response.iter_raw() if decoder else response.iter_bytes(size):
            for piece in decoder.feed(chunk) if decoder else (chunk,):
                yield piece
    if decoder:
        decoder.finish()


def with_content(response: httpx2.Response, content: bytes) -> httpx2.Response:
    """Return a copy of a response with its decoded body, or a part of it."""
    dropped = {b"content-encoding", b"content-length", b"transfer-encoding"}
    headers = [(k, v) for k, v in response.headers.raw if k.lower() not in dropped]
    if unknown := unknown_codings(response):
        headers.append((b"Content-Encoding", ", ".join(unknown).encode()))
    copy = httpx2.Response(
        response.status_code,
        headers=headers,
        content=content,
        request=response.request,
        extensions=response.extensions,
        default_encoding=response.default_encoding,
    )
    copy.history = response.history
    redact(copy, signature_of(copy.request))
    with suppress(RuntimeError):  # it is known after closing, if at all
        copy.elapsed = response.elapsed
    return copy
