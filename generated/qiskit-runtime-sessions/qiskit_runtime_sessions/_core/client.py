"""The synchronous client."""

# Client and resource are one thing in two classes.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import sleep
from typing import Any, ParamSpec, Protocol, Self, TypeVar, Unpack

import httpx2

from .base import Call, ClientCore, Settings, capture, only, run, streaming
from .oauth import TokenCache, TokenRequest
from .operation import API, Operation
from .paging import Pages, Paging
from .request import Arguments
from .responses import Response
from .streaming import Download, Stream

__all__ = ["BaseClient", "Middleware", "Resource"]

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Next = Callable[[httpx2.Request], httpx2.Response]


class Middleware(Protocol):
    """Something that stands around each attempt, inside the loop of retries."""

    def handle(self, request: httpx2.Request, call_next: Next) -> httpx2.Response:
        """Answer a request, as a rule by ``call_next(request)``."""
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
        super().__init__(api, settings, http_client is not None)
        self._given_http = http_client
        self._own_http: httpx2.Client | None = None
        self._chain: Next = lambda request: run(self._follow(request))
        for layer in reversed(middleware):
            self._chain = _layer(layer, self._chain)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless they are those of the ``http_client`` given."""
        self._closed = True
        if self._own_http is not None:
            self._own_http.close()

    def with_response(
        self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call a method of this client; give its result with status and headers."""
        token = capture.set([])
        try:
            method(*args, **kwargs)
            response: Response[T] = only(capture.get())
            return response
        finally:
            capture.reset(token)

    def with_streaming(
        self, method: Callable[P, object], *args: P.args, **kwargs: P.kwargs
    ) -> Download:
        """Call a method of this client without reading the body of the response.

        ``with client.with_streaming(client.files.get, id) as download: ...``
        """
        mark = streaming.set(True)
        try:
            response: Any = self.with_response(method, *args, **kwargs)
            return Download(response)
        finally:
            streaming.reset(mark)

    def _http(self) -> httpx2.Client:
        if self._given_http is not None:
            return self._given_http
        with self._opening:
            if self._own_http is None or self._closed:
                self._own_http = httpx2.Client(**self._http_options())
        return self._own_http

    def _build(self, call: Call[Any]) -> httpx2.Request:
        own = self._given_http is None
        return call.prepared.build(self._http(), own, call.signature, call.timeout)

    async def _token(self, cache: TokenCache, refused: str | None) -> str:
        return cache.token(self._post, refused)

    async def _through(self, request: httpx2.Request) -> httpx2.Response:
        return self._chain(request)

    async def _transmit(self, request: httpx2.Request) -> httpx2.Response:
        return self._http().send(request, stream=True, follow_redirects=False)

    async def _load(self, response: httpx2.Response, limit: int | None) -> bytes:
        if limit is None:
            return response.read()
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) >= limit:
                break
        return bytes(content[:limit])

    async def _release(self, response: httpx2.Response) -> None:
        response.close()

    async def _pause(self, seconds: float) -> None:
        if seconds:
            wait(seconds)

    def _post(self, token: TokenRequest) -> httpx2.Response:
        request = self._token_request(self._http(), token)
        return self._http().send(request, follow_redirects=False)


def _layer(middleware: Middleware, call_next: Next) -> Next:
    return lambda request: middleware.handle(request, call_next)


def wait(seconds: float) -> None:
    sleep(seconds)


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

        def fetch(query: Mapping[str, Any], url: str | None) -> Any:
            moved: Arguments = {**arguments, "query": query}
            return run(self._client._page(operation, moved, url))

        return Pages(fetch, paging, arguments.get("query"))
