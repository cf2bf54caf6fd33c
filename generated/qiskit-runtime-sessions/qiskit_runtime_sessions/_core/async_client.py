"""The asynchronous client."""

# Client and resource are one thing in two classes.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, Protocol, Self, TypeVar, Unpack

import httpx2

from .base import Call, ClientCore, Settings, capture, only, streaming
from .oauth import TokenCache, TokenRequest
from .operation import API, Operation
from .paging import AsyncPages, Paging
from .request import Arguments
from .responses import Response
from .streaming import AsyncDownload, AsyncStream

__all__ = ["AsyncBaseClient", "AsyncMiddleware", "AsyncResource"]

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
AsyncNext = Callable[[httpx2.Request], Awaitable[httpx2.Response]]


class AsyncMiddleware(Protocol):
    """Something that stands around each attempt, inside the loop of retries."""

    async def handle(
        self, request: httpx2.Request, call_next: AsyncNext
    ) -> httpx2.Response:
        """Answer a request, as a rule by ``await call_next(request)``."""
        ...


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
        super().__init__(api, settings, http_client is not None)
        self._given_http = http_client
        self._own_http: httpx2.AsyncClient | None = None
        self._chain: AsyncNext = self._follow
        for layer in reversed(middleware):
            self._chain = _layer(layer, self._chain)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, unless they are those of the ``http_client`` given."""
        self._closed = True
        if self._own_http is not None:
            await self._own_http.aclose()

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client; give its result with status and headers."""
        token = capture.set([])
        try:
            await method(*args, **kwargs)
            response: Response[T] = only(capture.get())
            return response
        finally:
            capture.reset(token)

    @asynccontextmanager
    async def with_streaming(
        self, method: Callable[P, Awaitable[object]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncDownload]:
        """Call a method of this client without reading the body of the response.

        ``async with client.with_streaming(client.files.get, id) as download: ...``
        """
        mark = streaming.set(True)
        try:
            response: Any = await self.with_response(method, *args, **kwargs)
        finally:
            streaming.reset(mark)
        async with AsyncDownload(response) as download:
            yield download

    def _http(self) -> httpx2.AsyncClient:
        if self._given_http is not None:
            return self._given_http
        with self._opening:
            if self._own_http is None or self._closed:
                self._own_http = httpx2.AsyncClient(**self._http_options())
        return self._own_http

    def _build(self, call: Call[Any]) -> httpx2.Request:
        own = self._given_http is None
        return call.prepared.build(self._http(), own, call.signature, call.timeout)

    async def _token(self, cache: TokenCache, refused: str | None) -> str:
        return await cache.atoken(self._post, refused)

    async def _through(self, request: httpx2.Request) -> httpx2.Response:
        return await self._chain(request)

    async def _transmit(self, request: httpx2.Request) -> httpx2.Response:
        return await self._http().send(request, stream=True, follow_redirects=False)

    async def _load(self, response: httpx2.Response, limit: int | None) -> bytes:
        if limit is None:
            return await response.aread()
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) >= limit:
                break
        return bytes(content[:limit])

    async def _release(self, response: httpx2.Response) -> None:
        await response.aclose()

    async def _pause(self, seconds: float) -> None:
        if seconds:
            await wait(seconds)

    async def _post(self, token: TokenRequest) -> httpx2.Response:
        request = self._token_request(self._http(), token)
        return await self._http().send(request, follow_redirects=False)


async def wait(seconds: float) -> None:
    from asyncio import sleep  # takes long to import, and is there once a loop runs

    await sleep(seconds)


def _layer(middleware: AsyncMiddleware, call_next: AsyncNext) -> AsyncNext:
    return lambda request: middleware.handle(request, call_next)


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

        async def fetch(query: Mapping[str, Any], url: str | None) -> Any:
            moved: Arguments = {**arguments, "query": query}
            return await self._client._page(operation, moved, url)

        return AsyncPages(fetch, paging, arguments.get("query"))
