"""Lets both clients share asynchronous generators."""

from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

from .sync_bridge import run_sync

T = TypeVar("T")


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
