"""Coroutines that the synchronous client runs without an event loop."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from types import ModuleType
from typing import Any

import pytest
from _core.lazy_import import lazy_exports
from _core.sync_bridge import iterate_sync, maybe_await, run_sync


async def double(value: int) -> int:
    return 2 * value


async def suspend() -> None:
    await asyncio.sleep(0)


def test_values_and_awaitables() -> None:
    async def add(first: Any, second: Any) -> Any:
        return await maybe_await(first) + await maybe_await(second)

    assert run_sync(add(1, double(2))) == 5


def test_a_coroutine_must_not_suspend() -> None:
    with pytest.raises(RuntimeError, match="suspended"):
        run_sync(suspend())


def test_exceptions_pass() -> None:
    async def fail() -> None:
        raise KeyError("k")

    with pytest.raises(KeyError, match="k"):
        run_sync(fail())


def test_an_iterator_closes_its_generator() -> None:
    events: list[str] = []

    async def items() -> AsyncGenerator[int]:
        try:
            for number in range(3):
                yield await double(number)
        finally:
            events.append("closed")

    assert list(iterate_sync(items())) == [0, 2, 4]
    stopped = iterate_sync(items())
    assert next(stopped) == 0 and events == ["closed"]
    stopped.close()  # type: ignore[attr-defined]
    assert events == ["closed", "closed"]


def test_lazy_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    package = ModuleType("lazy_package")
    module = ModuleType("lazy_package.colours")
    package.__path__ = []
    module.__dict__["RED"] = "red"
    monkeypatch.setitem(sys.modules, "lazy_package", package)
    monkeypatch.setitem(sys.modules, "lazy_package.colours", module)
    getter, listing = lazy_exports(
        "lazy_package", {"RED": ".colours", "Client": ".client"}
    )
    assert listing() == ["Client", "RED", "client", "colours"]
    assert getter("RED") == "red" == package.__dict__["RED"]
    assert getter("colours") is module
    with pytest.raises(AttributeError, match="'lazy_package' has no attribute 'BLUE'"):
        getter("BLUE")
