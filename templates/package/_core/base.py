"""What the synchronous and the asynchronous client share: all but sending."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx2

from .errors import (
    APIConnectionError,
    APITimeoutError,
    MissingCredentialsError,
    RequestValidationError,
)
from .operation import API, Operation, RequestOptions, ResponseValidation
from .request import Arguments, Prepared, header_bytes, prepare
from .responses import Response, error_of, read_response, succeeded
from .retry import Retries
from .security import ClientCertificate, Credentials, Scheme, Signature

if TYPE_CHECKING:
    import ssl

__all__ = ["Call", "ClientCore", "capture"]

T = TypeVar("T")

capture: ContextVar[list[Response[Any]] | None] = ContextVar("capture", default=None)
"""Where ``with_response`` finds the response of the call it makes."""

MAX_REDIRECTS = 10


@dataclass
class Call(Generic[T]):
    """One call of an operation, over all its attempts."""

    operation: Operation[T]
    prepared: Prepared
    schemes: list[Scheme]
    timeout: httpx2.Timeout
    retries: Retries
    refused: Signature | None = field(default=None, repr=False)
    signature: Signature = field(default_factory=Signature, repr=False)
    attempt: int = 0
    started: float = 0.0


class ClientCore:
    """Settings of a client, and everything that is not sending.

    Raises:
        ValueError: The base URL is not an absolute http or https URL, or holds
            credentials, a query or a fragment.
    """

    def __init__(
        self,
        api: API,
        *,
        credentials: Mapping[str, Any],
        base_url: str,
        timeout: float | httpx2.Timeout | None,
        max_retries: int,
        validate_responses: ResponseValidation,
        headers: Mapping[str, str] | None,
        own_server: bool,
    ) -> None:
        self._api = api
        self._credentials = Credentials(api.schemes, credentials)
        self._base_url = _base_url(base_url)
        self._origin = origin(httpx2.URL(self._base_url))
        self._timeout = httpx2.Timeout(timeout)
        self._max_retries = max_retries
        self._mode: ResponseValidation = validate_responses
        agent = {"User-Agent": f"{api.package}/{api.version}"}
        given = {n: header_bytes(n, v) for n, v in (headers or {}).items()}
        named = {name.lower() for name in given}
        self._headers = {
            n: v.encode() for n, v in agent.items() if n.lower() not in named
        } | given
        self._own_server = own_server
        self._logger = logging.getLogger(api.package)
        self._opening = threading.Lock()
        self._closed = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r})"

    @property
    def base_url(self) -> str:
        """URL of the server."""
        return self._base_url

    def _start(
        self, operation: Operation[T], arguments: Arguments, accept: str | None = None
    ) -> Call[T]:
        """Validate a call and choose its credentials; nothing is sent yet."""
        schemes = self._credentials.choose(operation.name, operation.security)
        prepared = prepare(
            operation,
            arguments,
            self._server(operation, schemes),
            self._headers,
            accept or operation.accept,
        )
        options = arguments.options
        timeout = self._timeout
        if options.timeout is not None:
            timeout = httpx2.Timeout(options.timeout)
        left = self._max_retries if options.max_retries is None else options.max_retries
        payload = prepared.payload
        replayable = payload is None or payload.replayable
        keyed = operation.idempotency_header is not None
        retries = Retries.of(operation.method, left, keyed, replayable)
        return Call(operation, prepared, schemes, timeout, retries)

    def _server(self, operation: Operation[Any], schemes: list[Scheme]) -> str:
        if operation.server is None or self._own_server:
            return self._base_url
        server = _base_url(str(httpx2.URL(self._base_url + "/").join(operation.server)))
        if origin(httpx2.URL(server)) != self._origin and schemes:
            raise MissingCredentialsError(
                f"{operation.name} is on {server}, where this client's credentials do"
                " not go; call it with a client whose base_url this is"
            )
        return server

    def _token_url(self, url: str) -> httpx2.URL:
        """Where tokens are asked for: not in the clear, but within the base origin."""
        joined = httpx2.URL(self._base_url + "/").join(url)
        if joined.scheme != "https" and origin(joined) != self._origin:
            raise MissingCredentialsError("token_url: expected an https URL")
        return joined

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

    def _result(self, call: Call[T], response: httpx2.Response) -> T:
        """The result of the call, from a response that has been read."""
        if not succeeded(call.operation, response):
            raise error_of(call.operation, response)
        value, spec = read_response(call.operation, response, self._mode)
        captured = capture.get()
        if captured is not None:
            captured.append(Response(value, response, spec))
        result: T = value
        return result

    def _redirected(
        self, request: httpx2.Request, response: httpx2.Response, hops: int
    ) -> httpx2.Request | None:
        """The request that follows a redirect; None where it is not followed.

        Within the origin, GET and HEAD are sent on, 303 becomes a GET, 307 and 308
        are sent on where the body allows. To another origin only GET and HEAD go, with
        no credential, cookie or header of the caller, and never from https to http.
        """
        status, location = response.status_code, response.headers.get("location")
        if status not in (301, 302, 303, 307, 308) or not location:
            return None
        if status in request.extensions.get("results", ()):
            return None
        safe = request.method in ("GET", "HEAD")
        try:
            url = request.url.join(location)
        except httpx2.InvalidURL:
            return None
        same = origin(url) == origin(request.url)
        downgrade = request.url.scheme == "https" and url.scheme != "https"
        if hops >= MAX_REDIRECTS or url.userinfo or downgrade:
            return None
        if url.scheme not in ("http", "https") or not (safe or same):
            return None
        extensions = dict(request.extensions)
        if safe or (same and status == 303):
            method = request.method if safe else "GET"
            headers = _onward(request.headers, same, body=False)
            return httpx2.Request(method, url, headers=headers, extensions=extensions)
        if status not in (307, 308) or not isinstance(
            request.stream, httpx2.ByteStream
        ):
            return None
        return httpx2.Request(
            request.method,
            url,
            headers=_onward(request.headers, same, body=True),
            content=request.content,
            extensions=extensions,
        )


def _onward(
    headers: httpx2.Headers, same: bool, body: bool
) -> list[tuple[bytes, bytes]]:
    plain = {b"accept", b"accept-encoding", b"user-agent", b"connection"}
    dropped = {b"host", *(() if body else (b"content-type", b"content-length"))}
    return [
        (name, value)
        for name, value in headers.raw
        if (name.lower() not in dropped if same else name.lower() in plain)
    ]


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454)."""
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, port


def _base_url(text: str) -> str:
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise ValueError("base_url: not a URL") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("base_url: expected an absolute http or https URL")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("base_url: no credentials, query or fragment may be in it")
    return text.rstrip("/")


@functools.cache
def ssl_context() -> ssl.SSLContext:
    """The context all clients share; building one takes some 25 ms."""
    return httpx2.create_ssl_context()


def context_for(certificate: ClientCertificate | None) -> ssl.SSLContext:
    """The shared context, or one of its own for a client certificate."""
    if certificate is None:
        return ssl_context()
    if not isinstance(certificate, str | tuple):
        return certificate
    context = httpx2.create_ssl_context()
    files = (certificate, None) if isinstance(certificate, str) else certificate
    context.load_cert_chain(*files)
    return context


NO_OPTIONS = RequestOptions()
