"""Calls the sync and the async client of a package, with a handler as the server.

Everything happens in one process; no port is opened.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
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
    "BASE_URL",
    "ClientDriver",
    "Handler",
    "Outcome",
    "RequestSent",
    "call_method",
]

BASE_PATH = "/base"
BASE_URL = f"https://api.test{BASE_PATH}"
_DEFAULT_OPTIONS = {
    "base_url": BASE_URL,
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
    is_deprecated: bool = False
    """Whether the method warned that it is deprecated."""

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
            except RequestSent:
                pass
            except Exception as error:  # noqa: BLE001 - the checks judge it
                self.error = error
        self.warnings = [
            f"{warning.category.__name__}: {warning.message}"
            for warning in caught
            if not issubclass(warning.category, DeprecationWarning)
        ]
        self.is_deprecated = len(self.warnings) < len(caught)


class RequestSent(Exception):
    """A handler raises it to end a call after its request."""


def _stop(request: httpx2.Request) -> httpx2.Response:
    """Send no response: the request is all that is checked."""
    raise RequestSent


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
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> list[Outcome]:
        """Call a method of both clients, and return the two outcomes.

        Args:
            name: The method as an attribute of the client: ``pets.create``.
            handler: Makes the response to each request.
            secrets: The credentials of the clients; None for all.
            environment: Credentials in environment variables, by keyword.
            options: Further arguments of the clients' constructors.
        """
        self._handler = handler
        client, async_client = self._pair(secrets, options, environment or {})
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

    def headers(self, name: str, arguments: Arguments, handler: Handler) -> Any:
        """Return the typed headers of a response; None for a method that sends several
        requests, or only when its result is used.
        """
        self._handler = handler
        client, _ = self._pair(None, {}, {})
        try:
            method = attrgetter(name)(client)
            response = client.with_response(method, *arguments[0], **arguments[1])
        except TypeError:
            return None
        return response.typed_headers

    def clients(self, **options: Any) -> tuple[Any, Any]:
        """Return both clients with further arguments of their constructors."""
        return self._pair(None, options, {})

    @property
    def has_server(self) -> bool:
        """Whether the clients know the URL of a server."""
        return "server" in inspect.signature(self._package.Client).parameters

    def declared_statuses(self, name: str) -> set[str]:
        """Return the statuses that the operation constant of a method has."""
        client, _ = self._pair(None, {}, {})
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
        result = await attrgetter(name)(client)(*arguments[0], **arguments[1])
        if isinstance(result, _class(self._package, "AsyncListPage")):
            return result.data
        if isinstance(result, _class(self._package, "AsyncStream")):
            return [item async for item in result]
        return result

    def declared_scopes(self, scheme: str) -> Sequence[str]:
        """Return the scopes that the client declares for an OAuth 2.0 scheme."""
        client = import_module(f"{self._package.__name__}.client")
        scopes: Sequence[str] = client._API.schemes[scheme].scopes
        return scopes

    def exported(self, name: str) -> Any:
        """Return a member of the package."""
        return getattr(self._package, name)

    def _pair(
        self,
        secrets: Mapping[str, Any] | None,
        options: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> tuple[Any, Any]:
        secrets = self._secrets if secrets is None else secrets
        key = repr([sorted(each.items()) for each in (secrets, options, environment)])
        if key not in self._clients:
            arguments = {**secrets, **_DEFAULT_OPTIONS, **options}
            package = self._package
            with _only_environment(package.__name__, environment):
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


@contextmanager
def _only_environment(package: str, texts: Mapping[str, str]) -> Iterator[None]:
    """Replace the credentials of a package in environment variables, whose names are
    those of the package and the keyword.
    """
    prefix = f"{package}_".upper()
    hidden = {n: os.environ.pop(n) for n in list(os.environ) if n.startswith(prefix)}
    given = {f"{prefix}{keyword.upper()}": text for keyword, text in texts.items()}
    os.environ.update(given)
    try:
        yield
    finally:
        for name in given:
            del os.environ[name]
        os.environ.update(hidden)


def call_method(
    package: ModuleType, client: Any, name: str, arguments: Arguments
) -> Any:
    """Call a method of a sync client. Return its result, what a page without a model
    has, or the items of a stream.
    """
    result = attrgetter(name)(client)(*arguments[0], **arguments[1])
    if isinstance(result, _class(package, "ListPage")):
        return result.data
    if isinstance(result, _class(package, "Stream")):
        return list(result)
    return result


def _class(package: ModuleType, name: str) -> Any:
    """Return a class that a package exports if any of its methods returns it."""
    return getattr(package, name, ())
