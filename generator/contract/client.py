"""Calls the sync and the async client of a package, with a handler as the server.

Everything happens in one process; no port is opened.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from operator import attrgetter
from types import ModuleType
from typing import Any

import httpx2

from generator.contract.case import Arguments
from generator.contract.sent_request import SentRequest, sent_request

__all__ = [
    "BASE_PATH",
    "ClientDriver",
    "Handler",
    "Outcome",
    "call_method",
]

BASE_PATH = "/base"
_DEFAULT_OPTIONS = {
    "base_url": f"https://api.test{BASE_PATH}",
    "max_retries": 0,
    "validate_responses": "strict",
}

Handler = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class Outcome:
    """The outcome of one call."""

    client: str
    """``sync`` or ``async``."""
    value: Any = None
    error: Exception | None = None
    requests: list[SentRequest] = field(default_factory=list[SentRequest])
    warnings: list[str] = field(default_factory=list[str])

    @property
    def result(self) -> Any:
        """The exception, or the value that was returned."""
        return self.error or self.value

    def run(self, call: Callable[[], Any]) -> None:
        """Make the call, and record its value, exception and warnings."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self.value = call()
            except _RequestSent:
                pass
            except Exception as error:  # noqa: BLE001 - the checks judge it
                self.error = error
        self.warnings = [
            f"{warning.category.__name__}: {warning.message}"
            for warning in caught
            if not issubclass(warning.category, DeprecationWarning)
        ]


class _RequestSent(Exception):
    """Ends a call after its first request."""


def _stop(request: httpx2.Request) -> httpx2.Response:
    """Send no response: the request is all that is checked."""
    raise _RequestSent


class ClientDriver(AbstractContextManager["ClientDriver"]):
    """The two clients of a package, and the handler of their requests.

    Args:
        package: The package under test.
        secrets: The credentials of the clients, by keyword of their constructors.
    """

    def __init__(self, package: ModuleType, secrets: Mapping[str, Any]) -> None:
        self._package = package
        self._secrets = dict(secrets)
        self._handler: Handler = _stop
        self._requests: list[SentRequest] = []
        transport = httpx2.MockTransport(self._handle)
        self._http = httpx2.Client(transport=transport)
        self._async_http = httpx2.AsyncClient(transport=transport)
        self._runner = asyncio.Runner()
        self._clients: dict[Any, tuple[Any, Any]] = {}

    def __exit__(self, *exception: object) -> None:
        self._http.close()
        self._runner.run(self._async_http.aclose())
        self._runner.close()

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self._requests.append(sent_request(request))
        return self._handler(request)

    def call(
        self,
        name: str,
        arguments: Arguments,
        handler: Handler = _stop,
        *,
        secrets: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> list[Outcome]:
        """Call a method of both clients, and return the two outcomes.

        Args:
            name: The method as an attribute of the client: ``pets.create``.
            handler: Makes the response to each request.
            secrets: The credentials of the clients; None for all.
            options: Further arguments of the clients' constructors.
        """
        self._handler = handler
        client, async_client = self._pair(secrets, options)
        return [
            self._outcome(
                "sync", lambda: call_method(self._package, client, name, arguments)
            ),
            self._outcome(
                "async",
                lambda: self._runner.run(
                    self._call_async(async_client, name, arguments)
                ),
            ),
        ]

    def declared_statuses(self, name: str) -> set[str]:
        """Return the statuses that the operation constant of a method has."""
        client, _ = self._pair(None, {})
        method = attrgetter(name)(client)
        function = inspect.unwrap(getattr(method, "__func__", method))
        runtime = import_module(f"{self._package.__name__}._core.operation")
        return {
            status if status == "default" else status.upper()
            for value in function.__globals__.values()
            if isinstance(value, runtime.Operation) and value.name == name
            for status in value.responses
        }

    async def _call_async(self, client: Any, name: str, arguments: Arguments) -> Any:
        result = attrgetter(name)(client)(*arguments[0], **arguments[1])
        if isinstance(result, _class(self._package, "AsyncPages")):
            return await anext(result.pages())
        result = await result
        if isinstance(result, _class(self._package, "AsyncStream")):
            return [item async for item in result]
        return result

    def _pair(
        self, secrets: Mapping[str, Any] | None, options: Mapping[str, Any]
    ) -> tuple[Any, Any]:
        secrets = self._secrets if secrets is None else secrets
        key = (tuple(sorted(secrets)), tuple(sorted(options.items())))
        if key not in self._clients:
            arguments = {**secrets, **_DEFAULT_OPTIONS, **options}
            package = self._package
            with _without_environment(package.__name__):
                self._clients[key] = (
                    package.Client(http_client=self._http, **arguments),
                    package.AsyncClient(http_client=self._async_http, **arguments),
                )
        return self._clients[key]

    def _outcome(self, client: str, call: Callable[[], Any]) -> Outcome:
        outcome = Outcome(client)
        self._requests = outcome.requests
        outcome.run(call)
        return outcome


class _without_environment:
    """Hides the credentials of a package in environment variables."""

    def __init__(self, package: str) -> None:
        prefix = re.sub(r"\W", "_", package).upper() + "_"
        self._names = [name for name in os.environ if name.startswith(prefix)]

    def __enter__(self) -> None:
        self._values = {name: os.environ.pop(name) for name in self._names}

    def __exit__(self, *exception: object) -> None:
        os.environ.update(self._values)


def call_method(
    package: ModuleType, client: Any, name: str, arguments: Arguments
) -> Any:
    """Call a method of a sync client. Return its result, the first of several pages, or
    the items of a stream.
    """
    result = attrgetter(name)(client)(*arguments[0], **arguments[1])
    if isinstance(result, _class(package, "Pages")):
        return next(result.pages())
    if isinstance(result, _class(package, "Stream")):
        return list(result)
    return result


def _class(package: ModuleType, name: str) -> Any:
    """Return a class that a package exports if any of its methods returns it."""
    return getattr(package, name, ())
