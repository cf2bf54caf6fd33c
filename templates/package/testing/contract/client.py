"""Driving the client: one call made twice, by the sync and by the async client.

What answers is in the same process; no port is opened.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from types import ModuleType, TracebackType
from typing import Any, Self

import httpx2

from .wire_format import Sent

__all__ = ["BASE_PATH", "Arguments", "Driver", "Outcome", "as_sent", "called"]

BASE_PATH = "/base"
_BASE_URL = f"https://api.test{BASE_PATH}"

Arguments = tuple[list[Any], dict[str, Any]]
Answer = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class Outcome:
    """What came of one call."""

    mode: str
    """``sync`` or ``async``."""
    value: Any = None
    error: Exception | None = None
    sent: list[Sent] = field(default_factory=list[Sent])
    warned: list[str] = field(default_factory=list[str])


class _Enough(Exception):
    """Ends a call once its request is known."""


def stop(request: httpx2.Request) -> httpx2.Response:
    """Answer nothing: only the request is of interest."""
    raise _Enough


class Driver:
    """The two clients of a package and what they talk to.

    Args:
        package: The package under test.
        credentials: Keywords of the constructor and what they get.
    """

    def __init__(self, package: ModuleType, credentials: Mapping[str, Any]) -> None:
        self._package = package
        self._credentials = dict(credentials)
        self._answer: Answer = stop
        self._seen: list[Sent] = []
        transport = httpx2.MockTransport(self._handle)
        self._http = httpx2.Client(transport=transport)
        self._async_http = httpx2.AsyncClient(transport=transport)
        self._runner = asyncio.Runner()
        self._clients: dict[Any, tuple[Any, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()
        self._runner.run(self._async_http.aclose())
        self._runner.close()

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self._seen.append(as_sent(request))
        return self._answer(request)

    def call(
        self,
        name: str,
        arguments: Arguments,
        answer: Answer = stop,
        *,
        mode: str = "strict",
        credentials: Mapping[str, Any] | None = None,
        retries: int = 0,
        base_url: str | None = _BASE_URL,
    ) -> list[Outcome]:
        """Call a method with both clients.

        Args:
            name: The method, from the client on: ``pets.create``.
            arguments: Positional and keyword arguments.
            answer: Makes the response.
            mode: How the client takes responses, ``strict`` or ``lenient``.
            credentials: What the client is given; all there are if this is None.
            base_url: Where to; None is for the server that the client knows.
        """
        self._answer = answer
        client, async_client = self._pair(mode, credentials, retries, base_url)
        return [
            self._outcome(
                "sync", lambda: called(self._package, client, name, arguments)
            ),
            self._outcome(
                "async",
                lambda: self._runner.run(self._acall(async_client, name, arguments)),
            ),
        ]

    def statuses(self, name: str) -> set[str]:
        """Return the statuses that the client knows of an operation."""
        client, _ = self._pair("strict", None, 0, _BASE_URL)
        method = attrgetter(name)(client)
        function = inspect.unwrap(getattr(method, "__func__", method))
        return {
            status if status == "default" else status.upper()
            for value in function.__globals__.values()
            if isinstance(value, self._package._core.Operation) and value.name == name
            for status in value.responses
        }

    async def _acall(self, client: Any, name: str, arguments: Arguments) -> Any:
        core = self._package._core
        result = attrgetter(name)(client)(*arguments[0], **arguments[1])
        if isinstance(result, core.AsyncPages):
            return await anext(result.pages())
        result = await result
        if isinstance(result, core.AsyncStream):
            return [item async for item in result]
        return result

    def _pair(
        self,
        mode: str,
        credentials: Mapping[str, Any] | None,
        retries: int,
        base_url: str | None,
    ) -> tuple[Any, Any]:
        given = self._credentials if credentials is None else credentials
        key = (mode, retries, tuple(sorted(given)), base_url)
        if key not in self._clients:
            options = {
                **given,
                "base_url": base_url,
                "max_retries": retries,
                "validate_responses": mode,
            }
            with _without_environment(self._package.__name__):
                self._clients[key] = (
                    self._package.Client(http_client=self._http, **options),
                    self._package.AsyncClient(http_client=self._async_http, **options),
                )
        return self._clients[key]

    def _outcome(self, mode: str, call: Callable[[], Any]) -> Outcome:
        outcome = Outcome(mode)
        self._seen = outcome.sent
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                outcome.value = call()
            except _Enough:
                pass
            except Exception as error:  # noqa: BLE001 - judged by the checks
                outcome.error = error
        kinds = [w for w in caught if not issubclass(w.category, DeprecationWarning)]
        outcome.warned = [f"{w.category.__name__}: {w.message}" for w in kinds]
        return outcome


class _without_environment:
    """Hides the credentials that the environment holds for a package."""

    def __init__(self, package: str) -> None:
        prefix = re.sub(r"\W", "_", package).upper() + "_"
        self._names = [name for name in os.environ if name.startswith(prefix)]

    def __enter__(self) -> None:
        self._kept = {name: os.environ.pop(name) for name in self._names}

    def __exit__(self, *exception: object) -> None:
        os.environ.update(self._kept)


def called(package: ModuleType, client: Any, name: str, arguments: Arguments) -> Any:
    """Call a method of a synchronous client; of pages return the first, of a stream
    its items.
    """
    core = package._core
    result = attrgetter(name)(client)(*arguments[0], **arguments[1])
    if isinstance(result, core.Pages):
        return next(result.pages())
    return list(result) if isinstance(result, core.Stream) else result


def as_sent(request: httpx2.Request) -> Sent:
    """Return what is in a request, whose content has been read."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = [
        (name.decode("latin-1"), value.decode("utf-8", "replace"))
        for name, value in request.headers.raw
    ]
    origin = str(request.url.copy_with(raw_path=b"/")).rstrip("/")
    return Sent(request.method, path, query, headers, request.content, origin)
