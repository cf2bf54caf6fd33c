"""A server, and one way to call both clients of the handwritten package."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.loopback import Loopback, serving

from .handwritten_client import AsyncClient, Client


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def recorded_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record the pauses between attempts instead of sleeping."""
    waits: list[float] = []

    def pause(seconds: float, is_sync: bool) -> None:
        waits.append(seconds)

    monkeypatch.setattr("_core.client_core.pause", pause)
    return waits


@dataclass
class Caller:
    """Calls a method of either client by name: ``call("items.get", "1")``."""

    asynchronous: bool
    options: dict[str, Any] = field(default_factory=dict)

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Make a client, call one method, close it."""
        return self.run(lambda _, do: do(name, *args, **kwargs))

    def run(self, use: Callable[[Any, Callable[..., Any]], Any]) -> Any:
        """Use a client; ``do(name, ...)`` calls a method and waits for its result."""
        if not self.asynchronous:
            with Client(**self.options) as client:
                return use(
                    client, lambda name, /, *a, **k: _method(client, name)(*a, **k)
                )
        with asyncio.Runner() as runner:
            aclient = AsyncClient(**self.options)

            def do(name: str, /, *args: Any, **kwargs: Any) -> Any:
                async def main() -> Any:
                    return await _method(aclient, name)(*args, **kwargs)

                return runner.run(main())

            try:
                return use(aclient, do)
            finally:
                runner.run(aclient.close())


def _method(client: Any, name: str) -> Any:
    for part in name.split("."):
        client = getattr(client, part)
    return client


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: Loopback) -> Caller:
    options = {"base_url": server.url, "token": "s3cret-token", "key": "s3cret-key"}
    return Caller(request.param == "async", options)
