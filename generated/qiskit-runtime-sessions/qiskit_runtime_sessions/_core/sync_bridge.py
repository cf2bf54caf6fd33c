"""Lets both clients share coroutines.

The synchronous client runs a coroutine without an event loop. This works because the
coroutine never suspends: it calls the blocking HTTP client instead of awaiting.
"""

from collections.abc import AsyncGenerator, Awaitable, Coroutine, Iterator
from contextlib import aclosing
from time import sleep
from typing import Any, TypeVar

import httpx2

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


def iterate_sync(items: AsyncGenerator[T]) -> Iterator[T]:
    """Yield the items of an asynchronous generator that never suspends."""
    try:
        while True:
            try:
                item = run_sync(anext(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        run_sync(items.aclose())


async def read_body(response: httpx2.Response, limit: int | None) -> bytes:
    """Return the body of a streamed response, or the first ``limit`` bytes of it."""
    if limit is None and isinstance(response.stream, httpx2.AsyncByteStream):
        return await response.aread()
    if limit is None:
        return response.read()
    content = bytearray()
    async with aclosing(iter_chunks(response)) as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) >= limit:
                break
    return bytes(content[:limit])


async def close_response(response: httpx2.Response) -> None:
    """Release the connection; close it if the body was not read to its end."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        await response.aclose()
    else:
        response.close()


async def iter_chunks(
    response: httpx2.Response, size: int | None = None
) -> AsyncGenerator[bytes]:
    """Yield the decompressed body in chunks of ``size`` bytes, or as they arrive."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        async for chunk in response.aiter_bytes(size):
            yield chunk
    else:
        for chunk in response.iter_bytes(size):
            yield chunk
