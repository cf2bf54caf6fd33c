"""The implementation of both clients, without their types.

Calls are coroutines for both; :mod:`sync_bridge` runs them for the synchronous client.
"""

import functools
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from http.cookiejar import CookieJar
from typing import Any, ClassVar, Self, TypeAlias, TypedDict, TypeVar, Unpack, cast

import httpx2

from .content_coding import ACCEPT_ENCODING
from .errors import connection_error
from .json_values import UNSET, Unset
from .operation import API, Operation, RequestOptions, ResponseValidation
from .process import Scope, Unshared, current_scope
from .redaction import redact
from .request import Arguments, Call, header_fields
from .response import Response, ResponseDecoder
from .retry import Attempts
from .security import Credentials
from .sync_bridge import (
    DeadlineExceeded,
    close_response,
    maybe_await,
    pause,
    read_body,
    read_start,
    run_sync,
    with_content,
    within,
)
from .urls import check_base_url, is_same_server, origin, redirected_request
from .wording import suggestion

T = TypeVar("T")
_HTTP: TypeAlias = httpx2.Client | httpx2.AsyncClient
_OwnHTTP: TypeAlias = tuple[_HTTP, AsyncGenerator[None] | None]
_MAX_ERROR_BODY = 1024 * 1024


class ClientOptions(TypedDict, total=False):
    """Keyword arguments of ``with_options``, as of the constructor."""

    timeout: float | httpx2.Timeout | Unset | None
    max_retries: int
    retry_unsafe: bool
    max_response_bytes: int | None
    validate_responses: ResponseValidation
    headers: Mapping[str, str] | None


_capture: ContextVar[tuple[bool, list[Any]] | None]
_capture = ContextVar("capture", default=None)
"""Of ``with_response`` or ``with_streaming``: whether to stream, and the responses."""


class _NoCookies(CookieJar):
    """Does not even read the cookies of responses, so none is sent back."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        pass


class ClientCore(Unshared):
    """Settings of a client, and the coroutines that make a call."""

    _http_class: ClassVar[type[_HTTP]]

    def __init__(
        self,
        api: API,
        *,
        base_url: str | httpx2.URL,
        credentials: Mapping[str, Any] | None = None,
        middleware: Sequence[Any] = (),
        http_client: _HTTP | None = None,
        max_connections: int | None = 100,
        own_server: bool = False,
        server_variables: Mapping[str, Any] | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        has_http = http_client is not None
        self._credentials = Credentials(api.schemes, credentials or {}, has_http)
        self._base_url = check_base_url(base_url)
        self._origin = origin(httpx2.URL(self._base_url))
        timeout = 60.0 if http_client is None else http_client.timeout
        self._defaults = RequestOptions(timeout, max_retries=2)
        agent = f"{api.package}/{api.version}"
        own = {"User-Agent": agent, "Accept-Encoding": ACCEPT_ENCODING}
        if not has_http:
            own["Connection"] = "keep-alive"
        self._headers = self._own_headers = header_fields(own)
        self._max_bytes: int | None = 256 * 1024 * 1024
        self._validation: ResponseValidation = "lenient"
        self._configure(options)
        self._max_connections = max_connections
        self._own_server, self._server_variables = own_server, server_variables or {}
        self._logger = logging.getLogger(api.package)
        self._given_http = http_client
        self._own_http: dict[Scope, _OwnHTTP] = {}
        self._last_connection: tuple[Scope, Any] = (0, None), None
        self._closed = False
        self._is_sync = self._http_class is httpx2.Client
        self._transmit: Callable[[httpx2.Request], Any] = self._follow_redirects
        if middleware and self._is_sync:
            self._transmit = lambda request: run_sync(self._follow_redirects(request))
        for layer in reversed(middleware):
            self._transmit = _wrap(layer, self._transmit)

    def _configure(self, options: ClientOptions) -> None:
        names = ("timeout", "max_retries", "retry_unsafe")
        given = cast("Mapping[str, Any]", options)
        changes = {n: given[n] for n in names if given.get(n, UNSET) is not UNSET}
        defaults = replace(self._defaults, **changes)
        self._timeout = httpx2.Timeout(defaults.timeout)
        self._defaults = replace(defaults, timeout=self._timeout)
        self._max_bytes = options.get("max_response_bytes", self._max_bytes)
        self._validation = options.get("validate_responses", self._validation)
        if self._validation not in ("lenient", "strict"):
            raise ValueError("validate_responses: should be 'lenient' or 'strict'")
        added = header_fields(options.get("headers") or {}, "headers")
        self._headers = self._headers | added

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """Return a client with other options, which are named as in the constructor.

        It shares the connections and credentials of this client: to close one of them
        closes both. ``headers`` are added to those of this client.
        """
        for name in options.keys() - ClientOptions.__annotations__.keys():
            meant = suggestion(name, ClientOptions.__annotations__)
            message = f"with_options() got an unexpected argument {name!r}"
            raise TypeError(message + meant)
        client = object.__new__(type(self))
        # Without the resources, which have this client.
        state = {n: value for n, value in vars(self).items() if n.startswith("_")}
        vars(client).update(state, _close=self._close)
        client._configure(options)
        return client

    @property
    def base_url(self) -> str:
        """URL of the server."""
        return self._base_url

    def _http(self) -> _HTTP:
        """Return the caller's httpx2 client, or that of this process and event loop.

        Raises:
            RuntimeError: The client is closed, or that of the caller has an open
                connection of another process or event loop.
        """
        if self._given_http is not None:
            owner, stream = self._last_connection
            is_other = stream and owner != current_scope(self._is_sync)
            # One that has nothing to read is open: it would be used again, for the
            # response of another process, or in vain.
            if is_other and not stream.get_extra_info("is_readable"):
                raise RuntimeError(
                    f"the http_client given to this {type(self).__name__} has an open"
                    " connection of another process or event loop; create a client in"
                    " each, or pass no http_client: then it opens connections in each"
                )
            return self._given_http
        if self._closed:
            raise RuntimeError("the client is closed")
        scope = current_scope(self._is_sync)
        http, _ = self._own_http.get(scope, (None, None))
        return http if http and not http.is_closed else self._create_http(scope)

    def _create_http(self, scope: Scope) -> _HTTP:
        for other, (http, _) in list(self._own_http.items()):
            if http.is_closed or getattr(other[1], "is_closed", bool)():
                self._own_http.pop(other, None)  # its event loop has ended
        http = self._http_class(
            verify=self._credentials.ssl_context() or _shared_ssl_context(),
            limits=httpx2.Limits(max_connections=self._max_connections),
            cookies=_NoCookies(),
        )
        closing = None
        if isinstance(http, httpx2.AsyncClient):
            closing = _close_at_end(http)
            run_sync(anext(closing))
        # Of two threads that get here at once, both use the same one.
        return self._own_http.setdefault(scope, (http, closing))[0]

    async def _close(self) -> None:
        self._closed = True
        if not self._own_http:
            return
        http, closing = self._own_http.pop(current_scope(self._is_sync), (None, None))
        if isinstance(http, httpx2.Client):
            http.close()
        elif closing is not None:
            await closing.aclose()

    async def _capture_response(
        self, streamed: bool, call: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        """Return the response of the request that a method sends, or of the first page.

        Raises:
            TypeError: The method does not send exactly one request.
        """
        responses: list[Any] = []
        token = _capture.set((streamed, responses))
        try:
            await maybe_await(call(*args, **kwargs))
        finally:
            _capture.reset(token)
        if len(responses) != 1:
            name = "with_streaming" if streamed else "with_response"
            raise TypeError(f"{name} needs a method that sends exactly one request")
        return responses[0]

    async def _perform(self, operation: Operation[T], arguments: Arguments) -> T:
        """Make a call and return its result."""
        call = self._prepare(operation, arguments)
        streamed, responses = _capture.get() or (False, None)
        result: T
        if responses is not None and streamed:
            responses.append(await self._send(call, stream=True))
            return cast(T, None)
        response = await self._send(call)
        result, spec = self._decoder(operation, response).result()
        if responses is not None:
            responses.append(Response(result, response, spec))
        return result

    def _decoder(
        self, operation: Operation[Any], response: httpx2.Response
    ) -> ResponseDecoder:
        return ResponseDecoder(operation, response, self._validation)

    def _prepare(
        self, operation: Operation[T], arguments: Arguments, accept: str | None = None
    ) -> Call:
        """Validate a call and choose its server and credentials; send nothing yet."""
        server, headers, security = self._base_url, self._headers, operation.security
        if operation.server is not None and not self._own_server:
            server, headers, security = operation.server(self, operation)
        accepted = (b"Accept", (accept or operation.accept).encode())
        headers = {"accept": accepted} | headers
        call = Call(operation, arguments, server, headers, self._defaults)
        call.sign_with(self._credentials.choose(operation.name, security, call.gives))
        return call

    def _is_trusted(self, url: httpx2.URL | str) -> bool:
        """Return whether a URL gets credentials: same origin, or same host with TLS."""
        return is_same_server(httpx2.URL(url), self._origin)

    def _http_settings(self, url: httpx2.URL | str) -> _HTTP | None:
        """Return the caller's httpx2 client if a URL gets its settings, else None."""
        has_any = self._given_http is not None and self._is_trusted(url)
        return self._given_http if has_any else None

    async def _send(self, call: Call, stream: bool = False) -> httpx2.Response:
        """Send a call, with retries, and return its successful response.

        The body is read unless ``stream`` is true.
        """
        attempt = functools.partial(self._attempt, call, stream)
        response = await self._repeat(call, attempt)
        if not call.operation.succeeds(response.status_code):
            raise self._decoder(call.operation, response).error()
        return response

    async def _repeat(
        self,
        attempts: Attempts,
        attempt: Callable[[], Coroutine[Any, Any, httpx2.Response]],
    ) -> httpx2.Response:
        """Make attempts as long as there is a delay after them; return the last response.

        Raises:
            APIConnectionError: The last attempt has none.
        """
        outcome: httpx2.Response | httpx2.RequestError | httpx2.InvalidURL
        while True:
            started = time.monotonic()
            try:
                work, seconds = attempt(), attempts.remaining()
                if attempts.end is not None:
                    work = within(seconds, work, self._is_sync, attempts.give_up)
                outcome = await work
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                outcome = error
            delay = attempts.delay(outcome)
            if self._logger.isEnabledFor(logging.DEBUG):
                result = getattr(outcome, "status_code", type(outcome).__name__)
                elapsed = time.monotonic() - started
                text = f"{attempts.label}: {result} in {elapsed:.3f} s"
                retry = "" if delay is None else f"; retry in {delay:.2f} s"
                self._logger.debug("%s%s", text, retry)
            if delay is None:
                break
            if delay:
                await maybe_await(pause(delay, self._is_sync))
        if isinstance(outcome, Exception):
            failure = connection_error(outcome, attempts.label, attempts.signature)
            del outcome  # it may quote a secret, and tracebacks can show variables
            raise failure from failure.__cause__
        return outcome

    async def _attempt(self, call: Call, stream: bool) -> httpx2.Response:
        """Sign and send a request once."""
        sign = self._credentials.sign
        call.signature = await sign(call.schemes, self, call.refused)
        request = call.request(self._http_settings(call.url), self._is_sync)
        call.response, limits = None, request.extensions["timeout"]
        if call.end is not None and not stream:
            left = max(call.remaining(), 0.001)
            limits |= {k: min(v or left, left) for k, v in limits.items()}
        response: httpx2.Response = await maybe_await(self._transmit(request))
        call.response = response
        success = call.operation.succeeds(response.status_code)
        is_late = call.remaining() <= 0
        if success and stream and not is_late:
            return response
        return await self._read(response, success, is_late)

    async def _read(
        self, response: httpx2.Response, success: bool, is_late: bool = False
    ) -> httpx2.Response:
        """Return a response with its body; with the first MiB of that of an error."""
        try:
            if is_late:  # the calling thread has not waited for it
                raise DeadlineExceeded("the deadline has passed")
            if success:
                return await read_body(response, self._max_bytes)
            return with_content(response, await read_start(response, _MAX_ERROR_BODY))
        finally:
            if not response.is_closed:
                await close_response(response)

    async def _follow_redirects(self, request: httpx2.Request) -> httpx2.Response:
        history: list[httpx2.Response] = []
        signature = request.extensions.get("signature", self._credentials.unsigned)
        while True:
            has_auth = self._http_settings(request.url) is not None
            auth, http = httpx2.USE_CLIENT_DEFAULT if has_auth else None, self._http()
            sent: Any
            sent = http.send(request, auth=auth, stream=True, follow_redirects=False)
            response: httpx2.Response = sent if self._is_sync else await sent
            stream = response.extensions.get("network_stream")
            if stream is not None and self._given_http is not None:
                self._last_connection = current_scope(self._is_sync), stream
            response.history = history
            redact(response, signature)  # a header may repeat a credential
            if not 300 <= response.status_code < 400:
                return response
            keys = [name for location, name in signature.places if location == "query"]
            next_request = redirected_request(response, len(history), keys)
            if next_request is None:
                return response
            await close_response(response)
            redact(next_request, signature)
            request, history = next_request, [*history, response]


async def _close_at_end(http: httpx2.AsyncClient) -> AsyncGenerator[None]:
    """Close the connections when the event loop ends, which closes this generator."""
    async with http:
        yield


def _wrap(layer: Any, call_next: Any) -> Callable[[httpx2.Request], Any]:
    return lambda request: layer.handle(request, call_next)


# Building a context takes about 25 ms, so all clients share one.
_shared_ssl_context = functools.cache(httpx2.create_ssl_context)
