"""What both clients share: everything but input and output.

The loop of attempts is written once, as coroutines. The synchronous client runs them
with :func:`run`: there, the few steps that touch the network never wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Coroutine, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Generic, TypedDict, TypeVar

import httpx2

from .connection import checked_base_url, context_for
from .errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    MissingCredentialsError,
    RequestValidationError,
)
from .oauth import TokenCache, TokenRequest
from .operation import API, Operation, RequestOptions, ResponseValidation
from .redirects import origin, redirected
from .request import Arguments, Prepared, header_bytes, prepare
from .responses import (
    Response,
    bounded,
    error_of,
    item_decoder,
    read_response,
    succeeded,
)
from .retry import Retries
from .security import Credentials, Scheme, Signature
from .streaming import ItemDecoder, is_sequential

__all__ = ["Call", "ClientCore", "Settings", "run"]

T = TypeVar("T")
ERROR_BODY = 1024 * 1024

capture: ContextVar[list[Any] | None] = ContextVar("capture", default=None)
"""Where ``with_response`` and ``with_streaming`` find the response of their call."""
streaming: ContextVar[bool] = ContextVar("streaming", default=False)


def run(steps: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits."""
    try:
        steps.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    steps.close()
    raise RuntimeError("a step of the synchronous client waited")


def only(captured: list[Any] | None) -> Any:
    """The response of the one request that was sent."""
    if captured is None or len(captured) != 1:
        raise TypeError("expected a method that sends one request when it is called")
    return captured[0]


class Settings(TypedDict, total=False):
    """What a client is made of, beside its API."""

    credentials: Mapping[str, Any]
    base_url: str
    timeout: float | httpx2.Timeout | None
    max_retries: int
    validate_responses: ResponseValidation
    headers: Mapping[str, str] | None
    max_connections: int | None
    own_server: bool


@dataclass(eq=False, repr=False)
class Call(Generic[T]):
    """One call of an operation, over all its attempts."""

    operation: Operation[T]
    prepared: Prepared
    schemes: list[Scheme]
    timeout: httpx2.Timeout
    retries: Retries
    refused: Signature | None = None
    signature: Signature = field(default_factory=Signature)
    attempt: int = 0
    started: float = 0.0


class ClientCore:
    """Settings of a client, and how it makes a call.

    Raises:
        ValueError: The base URL is not an absolute http or https URL, or holds
            credentials, a query or a fragment.
    """

    def __init__(self, api: API, settings: Settings, connected: bool) -> None:
        given = settings.get("credentials", {})
        self._credentials = Credentials(api.schemes, given, connected)
        self._base_url = checked_base_url(settings.get("base_url", ""))
        self._origin = origin(httpx2.URL(self._base_url))
        self._timeout = httpx2.Timeout(settings.get("timeout", 60.0))
        self._max_retries = settings.get("max_retries", 2)
        self._mode: ResponseValidation = settings.get("validate_responses", "lenient")
        headers = {"User-Agent": f"{api.package}/{api.version}"}
        for name, value in (settings.get("headers") or {}).items():
            headers = {n: v for n, v in headers.items() if n.lower() != name.lower()}
            headers[name] = value
        self._headers = {n: header_bytes(n, v) for n, v in headers.items()}
        self._limits = httpx2.Limits(
            max_connections=settings.get("max_connections", 100)
        )
        self._own_server = settings.get("own_server", False)
        self._logger = logging.getLogger(api.package)
        self._opening = threading.Lock()
        self._closed = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r})"

    @property
    def base_url(self) -> str:
        """URL of the server."""
        return self._base_url

    def _http_options(self) -> dict[str, Any]:
        """How the client's own httpx2 client is made, when it is first needed."""
        if self._closed:
            raise RuntimeError("the client is closed")
        return {
            "verify": context_for(self._credentials.certificate),
            "limits": self._limits,
            # Nothing is sent that the caller did not ask for.
            "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        }

    # The steps that differ.

    def _build(self, call: Call[Any]) -> httpx2.Request:
        raise NotImplementedError

    async def _token(self, cache: TokenCache, refused: str | None) -> str:
        raise NotImplementedError

    async def _through(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request through the middleware."""
        raise NotImplementedError

    async def _transmit(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read the head of its response."""
        raise NotImplementedError

    async def _load(self, response: httpx2.Response, limit: int | None) -> bytes:
        """Read the body, or no more of it than a limit."""
        raise NotImplementedError

    async def _release(self, response: httpx2.Response) -> None:
        raise NotImplementedError

    async def _pause(self, seconds: float) -> None:
        raise NotImplementedError

    # The steps that do not.

    async def _perform(self, operation: Operation[T], arguments: Arguments) -> T:
        """Make a call and read its response."""
        call = self._start(operation, arguments)
        captured = capture.get()
        if captured is not None and streaming.get():
            captured.append(await self._send(call, stream=True))
            nothing: Any = None
            return nothing  # type: ignore[no-any-return]
        response = await self._send(call)
        value, spec = read_response(operation, response, self._mode)
        if captured is not None:
            captured.append(Response(value, response, spec))
        result: T = value
        return result

    async def _open(
        self, operation: Operation[T], arguments: Arguments
    ) -> tuple[httpx2.Response, ItemDecoder[T]]:
        """Make a call whose response is read item by item."""
        media = [m for spec in operation.successes for m in spec.schemas]
        accept = ", ".join(m for m in media if is_sequential(m))
        call = self._start(operation, arguments, accept or None)
        response = await self._send(call, stream=True)
        return response, item_decoder(operation, response, self._mode)

    async def _page(
        self, operation: Operation[T], arguments: Arguments, url: str | None
    ) -> tuple[T, httpx2.Response]:
        """A page, at a URL that the page before it gave."""
        call = self._start(operation, arguments)
        if url is not None:
            at = httpx2.URL(call.prepared.url).join(url)
            if origin(at) != self._origin or at.userinfo:
                raise APIError(f"{operation.name}: the next page is on another origin")
            query = [at.query.decode()] if at.query else []
            call.prepared = replace(
                call.prepared, url=str(at.copy_with(query=None)), query=query
            )
        response = await self._send(call)
        return read_response(operation, response, self._mode)[0], response

    async def _send(self, call: Call[Any], stream: bool = False) -> httpx2.Response:
        """The final response; it is a success, and read unless it is streamed."""
        while True:
            call.started = time.monotonic()
            try:
                call.signature = await self._credentials.sign(
                    call.schemes, self._token, call.refused
                )
                request = self._build(call)
                request.extensions["results"] = call.operation.redirects
                response = await self._received(call, request, stream)
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                await self._pause(self._again_after_error(call, error))
                continue
            delay = self._again_after_response(call, response)
            if delay is None:
                break
            await self._pause(delay)
        if not succeeded(call.operation, response):
            raise error_of(call.operation, response)
        return response

    async def _received(
        self, call: Call[Any], request: httpx2.Request, stream: bool
    ) -> httpx2.Response:
        response = await self._through(request)
        success = succeeded(call.operation, response)
        if success and stream:
            return response
        try:
            content = await self._load(response, None if success else ERROR_BODY)
        finally:
            await self._release(response)
        return response if success else bounded(response, content)

    async def _follow(self, request: httpx2.Request) -> httpx2.Response:
        hops = 0
        while True:
            response = await self._transmit(request)
            onward = redirected(request, response, hops)
            if onward is None:
                return response
            await self._release(response)
            request, hops = onward, hops + 1

    def _token_request(
        self, http: httpx2.Client | httpx2.AsyncClient, token: TokenRequest
    ) -> httpx2.Request:
        """The request for a token: not in the clear, but within the base origin."""
        url = httpx2.URL(self._base_url + "/").join(token.url)
        if url.scheme != "https" and origin(url) != self._origin:
            raise MissingCredentialsError("token_url: expected an https URL")
        timeout = self._timeout
        return http.build_request(
            "POST", url, headers=token.headers, content=token.content, timeout=timeout
        )

    def _start(
        self, operation: Operation[T], arguments: Arguments, accept: str | None = None
    ) -> Call[T]:
        """Validate a call and choose its credentials; nothing is sent yet."""
        server, headers = self._base_url, self._headers
        if operation.server is not None and not self._own_server:
            server = checked_base_url(
                str(httpx2.URL(self._base_url + "/").join(operation.server))
            )
        if server is self._base_url or origin(httpx2.URL(server)) == self._origin:
            schemes = self._credentials.choose(operation.name, operation.security)
        else:
            schemes, headers = self._abroad(operation, server)
        prepared = prepare(
            operation, arguments, server, headers, accept or operation.accept
        )
        options = arguments.get("options") or RequestOptions()
        timeout = self._timeout
        if options.timeout is not None:
            timeout = httpx2.Timeout(options.timeout)
        left = self._max_retries if options.max_retries is None else options.max_retries
        payload = prepared.payload
        replayable = payload is None or payload.replayable
        keyed = operation.idempotency_header is not None
        retries = Retries.of(operation.method, left, keyed, replayable)
        return Call(operation, prepared, schemes, timeout, retries)

    def _abroad(
        self, operation: Operation[Any], server: str
    ) -> tuple[list[Scheme], dict[str, bytes]]:
        """The credentials and headers for a server on another origin: none."""
        if operation.security != ():
            message = "%s is on %s: no credentials and headers of this client go there;"
            message += " call it with a client whose base_url this is"
            self._logger.warning(message, operation.name, server)
        return [], {n: v for n, v in self._headers.items() if n.lower() == "user-agent"}

    def _again_after_error(
        self, call: Call[Any], error: httpx2.RequestError | httpx2.InvalidURL
    ) -> float:
        """Seconds until the next attempt, or the exception that ends the call."""
        delay = call.retries.after_error(error, call.attempt)
        self._log(call, type(error).__name__, delay)
        if delay is not None:
            call.attempt += 1
            return delay
        request = f"{call.prepared.method} {call.prepared.url}"
        kind = type(error).__name__
        if isinstance(error, httpx2.TimeoutException):
            raise APITimeoutError(f"{request}: {kind}") from error
        if isinstance(error, httpx2.LocalProtocolError):
            raise RequestValidationError(f"{request}: cannot be sent") from None
        raise APIConnectionError(f"{request}: {kind}: {error}") from error

    def _again_after_response(
        self, call: Call[Any], response: httpx2.Response
    ) -> float | None:
        """Seconds until the next attempt; None where the response is final."""
        if (
            response.status_code == 401
            and call.refused is None
            and call.retries.replayable
            and self._credentials.asked(call.schemes)
        ):
            call.refused = call.signature
            self._log(call, response.status_code, 0.0)
            return 0.0
        delay = call.retries.after_response(response, call.attempt)
        self._log(call, response.status_code, delay)
        if delay is not None:
            call.attempt += 1
        return delay

    def _log(self, call: Call[Any], outcome: object, delay: float | None) -> None:
        if not self._logger.isEnabledFor(logging.DEBUG):
            return
        again = "" if delay is None else f"; again in {delay:.2f} s"
        took = time.monotonic() - call.started
        request = f"{call.prepared.method} {call.prepared.url}"
        self._logger.debug("%s: %s in %.3f s%s", request, outcome, took, again)
