"""What both clients share, which is all but their types.

How a call is made is written once, as coroutines; see :mod:`waiting`.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypedDict, TypeVar

import httpx2

from .errors import APIError, MissingCredentialsError, connection_error
from .json_values import is_sequential
from .network import checked_base_url, origin, redirected, ssl_context
from .operation import API, Operation, ResponseValidation, expand_server
from .request import Arguments, Call, Fields, header_fields, prepared
from .responses import Received, Response, bounded
from .retry import IDEMPOTENT, seconds_until_next
from .security import Credentials, HTTPBearer
from .streaming import ItemDecoder
from .sync_bridge import close, pause, read, run, settled

T = TypeVar("T")
_ERROR_BODY = 1024 * 1024


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
    server_variables: Mapping[str, Any] | None


@dataclass(eq=False, repr=False)
class _Capture:
    """Where ``with_response`` and ``with_streaming`` find the response of their call."""

    streamed: bool
    responses: list[Any] = field(default_factory=list[Any])


_capture: ContextVar[_Capture | None] = ContextVar("capture", default=None)


class ClientCore:
    """Settings of a client, and how it makes a call.

    Raises:
        ValueError: The base URL is not an absolute http or https URL, or holds
            credentials, a query or a fragment.
    """

    def __init__(
        self,
        api: API,
        kind: type[httpx2.Client | httpx2.AsyncClient],
        http_client: httpx2.Client | httpx2.AsyncClient | None,
        middleware: Sequence[Any],
        settings: Settings,
    ) -> None:
        given = settings.get("credentials", {})
        connected = http_client is not None
        self._credentials = Credentials(api.schemes, given, connected)
        self._base_url = checked_base_url(settings.get("base_url", ""))
        self._origin = origin(httpx2.URL(self._base_url))
        self._timeout = httpx2.Timeout(settings.get("timeout", 60.0))
        self._max_retries = settings.get("max_retries", 2)
        self._mode: ResponseValidation = settings.get("validate_responses", "lenient")
        self._headers = header_fields({"User-Agent": f"{api.package}/{api.version}"})
        self._headers |= header_fields(settings.get("headers") or {})
        self._max_connections = settings.get("max_connections", 100)
        self._own_server = settings.get("own_server", False)
        self._server_variables = settings.get("server_variables") or {}
        self._logger = logging.getLogger(api.package)
        self._given_http = http_client
        self._own_http: httpx2.Client | httpx2.AsyncClient | None = None
        self._defaults: Fields | None = None
        self._opening = threading.Lock()
        self._closed = False
        self._through: Callable[[httpx2.Request], Any] = self._follow
        self._kind, self._threaded = kind, kind is httpx2.Client
        if middleware and self._threaded:
            self._through = lambda request: run(self._follow(request))
        for layer in reversed(middleware):
            self._through = _around(layer, self._through)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r})"

    @property
    def base_url(self) -> str:
        """URL of the server."""
        return self._base_url

    def _http(self) -> httpx2.Client | httpx2.AsyncClient:
        """The client of httpx2; one of its own is made when it is first needed."""
        if self._given_http is not None:
            return self._given_http
        with self._opening:
            if self._closed:
                raise RuntimeError("the client is closed")
            if self._own_http is None:
                self._own_http = self._kind(
                    verify=ssl_context(self._credentials.certificate),
                    limits=httpx2.Limits(max_connections=self._max_connections),
                    # Nothing is sent that the caller did not ask for.
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                )
                pairs = self._own_http.headers.raw
                self._defaults = {k.lower().decode(): (k, v) for k, v in pairs}
        return self._own_http

    async def _close(self) -> None:
        self._closed = True
        if isinstance(self._own_http, httpx2.Client):
            self._own_http.close()
        elif self._own_http is not None:
            await self._own_http.aclose()

    async def _captured(
        self, streamed: bool, call: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The response of the one request that a method sends."""
        capture = _Capture(streamed)
        token = _capture.set(capture)
        try:
            await settled(call(*args, **kwargs))
        finally:
            _capture.reset(token)
        if len(capture.responses) != 1:
            raise TypeError("expected a method that, when called, sends one request")
        return capture.responses[0]

    async def _perform(self, operation: Operation[T], arguments: Arguments) -> T:
        """Make a call and read its response."""
        call = self._start(operation, arguments)
        capture = _capture.get()
        value: Any = None
        if capture is not None and capture.streamed:
            capture.responses.append(await self._send(call, stream=True))
            return value  # type: ignore[no-any-return]
        response = await self._send(call)
        value, spec = Received(operation, response, self._mode).result()
        if capture is not None:
            capture.responses.append(Response(value, response, spec))
        return value  # type: ignore[no-any-return]

    async def _open(
        self, operation: Operation[T], arguments: Arguments
    ) -> tuple[httpx2.Response, ItemDecoder[T]]:
        """Make a call whose response is read item by item."""
        media = [m for spec in operation.successes for m in spec.schemas]
        accept = ", ".join(m for m in media if is_sequential(m))
        call = self._start(operation, arguments, accept or None)
        response = await self._send(call, stream=True)
        try:
            return response, Received(operation, response, self._mode).items()
        except BaseException:
            await close(response)
            raise

    async def _page(
        self, operation: Operation[T], arguments: Arguments, url: str | None
    ) -> tuple[T, httpx2.Response]:
        """A page, at a URL that the page before it gave."""
        call = self._start(operation, arguments)
        if url is not None:
            at = httpx2.URL(call.url).join(url)
            if origin(at) != self._origin or at.userinfo:
                raise APIError(f"{operation.name}: the next page is on another origin")
            call.query = [at.query.decode()] if at.query else []
            call.url = str(at.copy_with(query=None))
        response = await self._send(call)
        return Received(operation, response, self._mode).result()[0], response

    def _start(
        self, operation: Operation[T], arguments: Arguments, accept: str | None = None
    ) -> Call[T]:
        """Validate a call and choose its credentials; nothing is sent yet."""
        server, headers = self._base_url, self._headers
        if operation.server is not None and not self._own_server:
            known = operation.server_variables
            given = {n: v for n, v in self._server_variables.items() if n in known}
            url = expand_server(operation.server, known, given)
            at = httpx2.URL(self._base_url + "/").join(url)
            server = checked_base_url(str(at))
        if server is self._base_url or self._is_home(httpx2.URL(server)):
            schemes = self._credentials.choose(operation.name, operation.security)
        else:
            schemes, headers = self._abroad(operation, server)
        asked = (b"Accept", (accept or operation.accept).encode())
        headers = {"accept": asked} | headers
        timeout, retries = self._timeout, self._max_retries
        return prepared(
            operation, arguments, server, headers, schemes, timeout, retries
        )

    def _is_home(self, url: httpx2.URL) -> bool:
        """Whether credentials may go there: to their origin, or the same host by TLS."""
        scheme, host, port = self._origin
        secured = ("https", host, 443) if (scheme, port) == ("http", 80) else None
        return origin(url) in (self._origin, secured)

    def _abroad(
        self, operation: Operation[Any], server: str
    ) -> tuple[list[HTTPBearer], Fields]:
        """The credentials and headers for a server on another origin: none."""
        if operation.security != ():
            message = "%s is on %s: no credentials and headers of this client go there;"
            message += " call it with a client whose base_url this is"
            self._logger.warning(message, operation.name, server)
        return [], {"user-agent": self._headers["user-agent"]}

    async def _send(self, call: Call[Any], stream: bool = False) -> httpx2.Response:
        """The final response; it is a success, and read unless it is streamed."""
        outcome: httpx2.Response | httpx2.RequestError | httpx2.InvalidURL
        while True:
            started = time.monotonic()
            try:
                outcome = await self._attempt(call, stream)
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                outcome = error
            delay = self._delay(call, outcome)
            self._log(call, outcome, time.monotonic() - started, delay)
            if delay is None:
                break
            if delay:
                await settled(pause(delay, self._threaded))
        if isinstance(outcome, Exception):
            # What cannot be sent is shown in the cause, and may be a secret.
            local = isinstance(outcome, httpx2.LocalProtocolError)
            cause = None if local else outcome
            raise connection_error(outcome, call.place) from cause
        if not call.operation.succeeds(outcome.status_code):
            raise Received(call.operation, outcome, self._mode).error()
        return outcome

    async def _attempt(self, call: Call[Any], stream: bool) -> httpx2.Response:
        """Sign and send, and read the body; of a long one the beginning, of errors."""
        call.signature = await self._credentials.sign(
            call.schemes, self._post, self._threaded, call.refused
        )
        request = call.request(self._http(), self._defaults)
        response: httpx2.Response = await settled(self._through(request))
        success = call.operation.succeeds(response.status_code)
        if success and stream:
            return response
        try:
            content = await read(response, None if success else _ERROR_BODY)
            return response if success else bounded(response, content)
        finally:
            await close(response)

    def _delay(
        self, call: Call[Any], outcome: httpx2.Response | Exception
    ) -> float | None:
        """Seconds until the next attempt; None where this was the last."""
        payload = call.payload
        if payload is not None and not payload.replayable:
            return None
        refused = isinstance(outcome, httpx2.Response) and outcome.status_code == 401
        if refused and call.refused is None and self._credentials.asked(call.schemes):
            call.refused = call.signature
            return 0.0
        if call.attempt >= call.retries:
            return None
        keyed = call.operation.idempotency_header is not None
        idempotent = keyed or call.operation.method.upper() in IDEMPOTENT
        call.attempt += 1
        return seconds_until_next(outcome, call.attempt - 1, idempotent)

    def _log(
        self, call: Call[Any], outcome: object, took: float, delay: float | None
    ) -> None:
        if not self._logger.isEnabledFor(logging.DEBUG):
            return
        again = "" if delay is None else f"; again in {delay:.2f} s"
        result = getattr(outcome, "status_code", type(outcome).__name__)
        self._logger.debug("%s: %s in %.3f s%s", call.place, result, took, again)

    async def _follow(self, request: httpx2.Request) -> httpx2.Response:
        hops = 0
        while True:
            sent = self._http().send(request, stream=True, follow_redirects=False)
            response = await settled(sent)
            onward = redirected(response, hops)
            if onward is None:
                return response
            await close(response)
            request, hops = onward, hops + 1

    async def _post(
        self, url: str, form: dict[str, str], basic: tuple[str, str] | None
    ) -> httpx2.Response:
        """Ask for a token: not in the clear, but within the base origin."""
        at = httpx2.URL(self._base_url + "/").join(url)
        if at.scheme != "https" and origin(at) != self._origin:
            raise MissingCredentialsError("token_url: expected an https URL")
        http, accept = self._http(), {"Accept": "application/json"}
        request = http.build_request(
            "POST", at, headers=accept, data=form, timeout=self._timeout
        )
        return await settled(http.send(request, auth=basic, follow_redirects=False))


def _around(layer: Any, call_next: Callable[[httpx2.Request], Any]) -> Any:
    def handle(request: httpx2.Request) -> Any:
        return layer.handle(request, call_next)

    return handle
