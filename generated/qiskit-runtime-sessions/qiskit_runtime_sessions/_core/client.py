"""Base classes of the clients and resources: :class:`ClientCore` with types."""

# Resources use the private methods of their client.
# pyright: reportPrivateUsage=false

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, Protocol, Self, TypeVar, Unpack, cast, overload

import httpx2

from .client_core import ClientCore
from .operation import Operation
from .process import Unshared
from .request import Arguments
from .response import Response
from .sync_bridge import run_sync
from .undocumented import Inputs, send_request

P = ParamSpec("P")
T = TypeVar("T")
Next = Callable[[httpx2.Request], httpx2.Response]
AsyncNext = Callable[[httpx2.Request], Awaitable[httpx2.Response]]


class Middleware(Protocol):
    """Wraps each attempt to send a request; retries happen outside of it."""

    def handle(self, request: httpx2.Request, call_next: Next) -> httpx2.Response:
        """Return the response, usually that of ``call_next(request)``."""
        ...


class AsyncMiddleware(Protocol):
    """Wraps each attempt to send a request; retries happen outside of it."""

    async def handle(
        self, request: httpx2.Request, call_next: AsyncNext
    ) -> httpx2.Response:
        """Return the response, usually that of ``await call_next(request)``."""
        ...


class BaseClient(ClientCore):
    """Base class of ``Client``."""

    _http_class = httpx2.Client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; an ``http_client`` given by the caller stays open."""
        run_sync(self._close())

    def with_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client; return its result with status and headers.

        Raises:
            TypeError: The method does not send exactly one request.
        """
        captured = self._capture_response(False, method, *args, **kwargs)
        return cast("Response[T]", run_sync(captured))

    @overload
    def request(
        self, method: str, path: str, *, cast_to: type[T], **inputs: Unpack[Inputs]
    ) -> T: ...
    @overload
    def request(self, method: str, path: str, **inputs: Unpack[Inputs]) -> Any: ...
    def request(
        self, method: str, path: str, *, cast_to: Any = None, **inputs: Unpack[Inputs]
    ) -> Any:
        """Send a request that the API document does not describe, with all credentials.

        ``client.request("GET", "/new", cast_to=dict, query={"page": 2})`` returns the
        JSON value (text or bytes for other content), which should be of the type
        ``cast_to``; with ``httpx2.Response``, the response itself. ``json`` is the body.
        """
        return run_sync(send_request(self, method, path, cast_to, inputs))


class AsyncBaseClient(ClientCore):
    """Base class of ``AsyncClient``."""

    _http_class = httpx2.AsyncClient

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; an ``http_client`` given by the caller stays open."""
        await self._close()

    async def with_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client, as `Client.with_response` does."""
        captured = self._capture_response(False, method, *args, **kwargs)
        return cast("Response[T]", await captured)

    @overload
    async def request(
        self, method: str, path: str, *, cast_to: type[T], **inputs: Unpack[Inputs]
    ) -> T: ...
    @overload
    async def request(
        self, method: str, path: str, **inputs: Unpack[Inputs]
    ) -> Any: ...
    async def request(
        self, method: str, path: str, *, cast_to: Any = None, **inputs: Unpack[Inputs]
    ) -> Any:
        """Send a request that the API document does not describe, as `Client.request`."""
        return await send_request(self, method, path, cast_to, inputs)


class Resource(Unshared):
    """Base class of the resources of a client."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and return its result."""
        return run_sync(self._client._perform(operation, arguments))


class AsyncResource(Unshared):
    """Base class of the resources of a client."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

    async def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and return its result."""
        return await self._client._perform(operation, arguments)
