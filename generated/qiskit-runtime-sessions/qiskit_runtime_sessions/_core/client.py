"""The two clients and their resources: what :mod:`base` does, with its types."""

# Client and resource are one thing in two classes.
# pyright: reportPrivateUsage=false

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import ParamSpec, Protocol, Self, TypeVar, Unpack

import httpx2

from .base import ClientCore, Settings
from .operation import API, Operation
from .paging import AsyncPages, Pages, Paging
from .request import Arguments
from .responses import Response
from .streaming import AsyncDownload, AsyncStream, Download, Stream
from .sync_bridge import run

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Next = Callable[[httpx2.Request], httpx2.Response]
AsyncNext = Callable[[httpx2.Request], Awaitable[httpx2.Response]]


class Middleware(Protocol):
    """Something that stands around each attempt, inside the loop of retries."""

    def handle(self, request: httpx2.Request, call_next: Next) -> httpx2.Response:
        """Answer a request, as a rule by ``call_next(request)``."""
        ...


class AsyncMiddleware(Protocol):
    """Something that stands around each attempt, inside the loop of retries."""

    async def handle(
        self, request: httpx2.Request, call_next: AsyncNext
    ) -> httpx2.Response:
        """Answer a request, as a rule by ``await call_next(request)``."""
        ...


class BaseClient(ClientCore):
    """Base of the emitted ``Client``."""

    def __init__(
        self,
        api: API,
        *,
        middleware: Sequence[Middleware] = (),
        http_client: httpx2.Client | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(api, httpx2.Client, http_client, middleware, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless they are those of the ``http_client`` given."""
        run(self._close())

    def with_response(
        self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client; give its result with status and headers."""
        response: Response[T] = run(self._captured(False, method, *args, **kwargs))
        return response

    def with_streaming(
        self, method: Callable[P, object], *args: P.args, **kwargs: P.kwargs
    ) -> Download:
        """Call a method of this client without reading the body of the response.

        ``with client.with_streaming(client.files.get, id) as download: ...``
        """
        return Download(run(self._captured(True, method, *args, **kwargs)))


class AsyncBaseClient(ClientCore):
    """Base of the emitted ``AsyncClient``."""

    def __init__(
        self,
        api: API,
        *,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: httpx2.AsyncClient | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(api, httpx2.AsyncClient, http_client, middleware, settings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, unless they are those of the ``http_client`` given."""
        await self._close()

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client; give its result with status and headers."""
        response: Response[T] = await self._captured(False, method, *args, **kwargs)
        return response

    @asynccontextmanager
    async def with_streaming(
        self, method: Callable[P, Awaitable[object]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncDownload]:
        """Call a method of this client without reading the body of the response.

        ``async with client.with_streaming(client.files.get, id) as download: ...``
        """
        response = await self._captured(True, method, *args, **kwargs)
        async with AsyncDownload(response) as download:
            yield download


class Resource:
    """Base of the emitted resources; arguments go by wire name."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and read its response."""
        return run(self._client._perform(operation, arguments))

    def _stream(
        self, operation: Operation[T], **arguments: Unpack[Arguments]
    ) -> Stream[T]:
        """Send one request; the items of its response are read as they come."""
        return Stream(*run(self._client._open(operation, arguments)))

    def _paginate(
        self,
        operation: Operation[T],
        paging: Paging[Item],
        **arguments: Unpack[Arguments],
    ) -> Pages[Item, T]:
        """The items of all pages; nothing is sent before the first is asked for."""
        return Pages(partial(self._client._page, operation), paging, arguments)


class AsyncResource:
    """Base of the emitted resources; arguments go by wire name."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

    async def _call(self, operation: Operation[T], **arguments: Unpack[Arguments]) -> T:
        """Send one request and read its response."""
        return await self._client._perform(operation, arguments)

    async def _stream(
        self, operation: Operation[T], **arguments: Unpack[Arguments]
    ) -> AsyncStream[T]:
        """Send one request; the items of its response are read as they come."""
        return AsyncStream(*await self._client._open(operation, arguments))

    def _paginate(
        self,
        operation: Operation[T],
        paging: Paging[Item],
        **arguments: Unpack[Arguments],
    ) -> AsyncPages[Item, T]:
        """The items of all pages; nothing is sent before the first is asked for."""
        return AsyncPages(partial(self._client._page, operation), paging, arguments)
