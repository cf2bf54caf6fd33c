"""The asynchronous client: sending, in a loop of attempts."""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, ParamSpec, Protocol, Self, TypeVar

import httpx2

from .base import NO_OPTIONS, Call, ClientCore, capture, context_for
from .oauth import TokenRequest
from .operation import API, Operation, RequestOptions, ResponseValidation
from .request import Arguments
from .responses import ERROR_BODY, Response, bounded, succeeded
from .unset import UNSET

__all__ = ["AsyncBaseClient", "AsyncMiddleware", "AsyncResource"]

P = ParamSpec("P")
T = TypeVar("T")
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
        credentials: Mapping[str, Any],
        base_url: str,
        timeout: float | httpx2.Timeout | None = 60.0,
        max_retries: int = 2,
        validate_responses: ResponseValidation = "lenient",
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: httpx2.AsyncClient | None = None,
        max_connections: int | None = 100,
        own_server: bool = False,
    ) -> None:
        super().__init__(
            api,
            credentials=credentials,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            validate_responses=validate_responses,
            headers=headers,
            own_server=own_server,
        )
        self._given_http = http_client
        self._own_http: httpx2.AsyncClient | None = None
        self._limits = httpx2.Limits(max_connections=max_connections)
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
        captured: list[Response[Any]] = []
        token = capture.set(captured)
        try:
            await method(*args, **kwargs)
        finally:
            capture.reset(token)
        if len(captured) != 1:
            raise TypeError("with_response: a method that sends one request")
        return captured[0]

    def _http(self) -> httpx2.AsyncClient:
        if self._given_http is not None:
            return self._given_http
        with self._opening:
            if self._closed:
                raise RuntimeError("the client is closed")
            if self._own_http is None:
                self._own_http = httpx2.AsyncClient(
                    verify=context_for(self._credentials.certificate),
                    limits=self._limits,
                    # Nothing is sent that the caller did not ask for.
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                )
        return self._own_http

    async def _request(self, operation: Operation[T], arguments: Arguments) -> T:
        call = self._start(operation, arguments)
        return self._result(call, await self._send(call))

    async def _send(self, call: Call[Any], stream: bool = False) -> httpx2.Response:
        """The final response of a call; its body is not read if it is streamed."""
        while True:
            request = await self._signed(call)
            call.started = time.monotonic()
            try:
                response = await self._chain(request)
                if not stream or not succeeded(call.operation, response):
                    response = await _read(call.operation, response)
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                delay: float | None = self._again_after_error(call, error)
            else:
                delay = self._again_after_response(call, response)
                if delay is None:
                    return response
                await response.aclose()
            if delay:
                await sleep(delay)

    async def _signed(self, call: Call[Any]) -> httpx2.Request:
        call.signature = await self._credentials.asign(
            call.schemes, self._post, call.refused
        )
        request = call.prepared.build(self._http(), call.signature, call.timeout)
        request.extensions["results"] = call.operation.redirects
        return request

    async def _follow(self, request: httpx2.Request) -> httpx2.Response:
        http, hops = self._http(), 0
        while True:
            response = await http.send(request, stream=True, follow_redirects=False)
            onward = self._redirected(request, response, hops)
            if onward is None:
                return response
            await response.aclose()
            request, hops = onward, hops + 1

    async def _post(self, token: TokenRequest) -> httpx2.Response:
        url = self._token_url(token.url)
        response = await self._http().post(
            url, headers=token.headers, content=token.content, timeout=self._timeout
        )
        return response


def _layer(middleware: AsyncMiddleware, call_next: AsyncNext) -> AsyncNext:
    return lambda request: middleware.handle(request, call_next)


async def _read(
    operation: Operation[Any], response: httpx2.Response
) -> httpx2.Response:
    """Read the body; of an error, no more than its beginning."""
    try:
        if succeeded(operation, response):
            await response.aread()
            return response
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) >= ERROR_BODY:
                break
        return bounded(response, bytes(content[:ERROR_BODY]))
    finally:
        await response.aclose()


class AsyncResource:
    """Base of the emitted resources."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        header: Mapping[str, Any] | None = None,
        cookie: Mapping[str, Any] | None = None,
        querystring: Mapping[str, Any] | None = None,
        body: object = UNSET,
        content_type: str | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Send one request and read its response; arguments go by wire name."""
        arguments = Arguments(
            path,
            query,
            header,
            cookie,
            querystring,
            body,
            content_type,
            options or NO_OPTIONS,
        )
        request = self._client._request  # pyright: ignore[reportPrivateUsage]
        return await request(operation, arguments)
