"""Coroutines that the synchronous client runs without an event loop."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from _core.lazy_import import lazy_exports
from _core.process import current_scope
from _core.sync_bridge import maybe_await, pause, run_sync, within
from _core.sync_iteration import iterate_sync


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


def test_a_task_of_trio(monkeypatch: pytest.MonkeyPatch) -> None:
    in_task = [True]
    lowlevel = SimpleNamespace(
        in_trio_task=lambda: in_task[0], current_trio_token=lambda: "run of trio"
    )
    trio = SimpleNamespace(
        lowlevel=lowlevel, sleep=double, move_on_after=lambda _: nullcontext()
    )
    monkeypatch.setitem(sys.modules, "trio", trio)
    assert current_scope(False) == (os.getpid(), "run of trio")
    assert current_scope(True) == (os.getpid(), None)

    async def main() -> Any:
        paused: Any = pause(2, False)
        return await paused, await within(1, double(3), False, lambda: None)

    assert run_sync(main()) == (4, 6)
    in_task[0] = False

    async def scope() -> Any:
        return current_scope(False), asyncio.get_running_loop()

    found, loop = asyncio.run(scope())
    assert found == (os.getpid(), loop)
