"""One way to write what both clients do: as coroutines.

The synchronous client runs them with no loop, for what it awaits is there already.
"""

from collections.abc import AsyncGenerator, Awaitable, Coroutine, Iterator
from contextlib import aclosing
from time import sleep
from typing import Any, TypeVar

import httpx2

T = TypeVar("T")


async def settled(value: T | Awaitable[T]) -> T:
    """A value that may have to be awaited."""
    found: Any = value
    result: T = await found if hasattr(found, "__await__") else found
    return result


def pause(seconds: float, threaded: bool) -> Awaitable[None] | None:
    """Wait, in a thread, or give what to await in a task."""
    if threaded:
        sleep(seconds)
        return None
    from asyncio import sleep as asleep  # takes long to import, and is there by now

    return asleep(seconds)


def run(steps: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits."""
    try:
        steps.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    steps.close()
    raise RuntimeError("a step of the synchronous client waited")


def each(items: AsyncGenerator[T]) -> Iterator[T]:
    """The items of an asynchronous generator that never waits."""
    try:
        while True:
            try:
                item = run(anext(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        run(items.aclose())


async def read(response: httpx2.Response, limit: int | None) -> bytes:
    """The body, or no more of it than a limit."""
    if limit is None and isinstance(response.stream, httpx2.AsyncByteStream):
        return await response.aread()
    if limit is None:
        return response.read()
    content = bytearray()
    async with aclosing(pieces(response)) as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) >= limit:
                break
    return bytes(content[:limit])


async def close(response: httpx2.Response) -> None:
    """Give the connection back, or close it where the body was not read to its end."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        await response.aclose()
    else:
        response.close()


async def pieces(
    response: httpx2.Response, size: int | None = None
) -> AsyncGenerator[bytes]:
    """The body, decompressed, in pieces of a size or as they come."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        async for piece in response.aiter_bytes(size):
            yield piece
    else:
        for piece in response.iter_bytes(size):
            yield piece
