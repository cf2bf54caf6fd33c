"""Sends one safe request, and says why a response is missing."""

from __future__ import annotations

import re
import ssl
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

import httpx2

from generator.contract.judging.content import complete_items
from generator.contract.judging.wire_format import compile_template
from generator.contract.operation import MediaType, Operation
from generator.contract.sent_request import SentRequest, sent_request

__all__ = ["TIMEOUT", "Exchange", "Failure", "SafeTransport", "UnsafeRequestError"]

TIMEOUT = httpx2.Timeout(10, connect=5)
MAX_BODY = 64 << 20
MAX_UNREAD_BODY = 1 << 20
"""How much is read of a body that is not compared with a schema."""
MAX_STREAM = 256 << 10
MAX_ITEMS = 20
STREAM_SECONDS = 5.0
BODY_SECONDS = 60.0
# Headers that a client may send to another origin after a redirect.
_COMMON_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "host", "user-agent"}
)
# The content is decoded when it is passed on.
_OBSOLETE_HEADERS = (b"content-encoding", b"content-length", b"transfer-encoding")


class UnsafeRequestError(AssertionError):
    """A client tried to send another request than that of the operation."""


@dataclass(frozen=True)
class Failure:
    """Why there is no response to compare.

    Args:
        fault: Whose fault it is.
        status: Takes the place of the status in the summary.
    """

    fault: Literal["server", "client", "nobody"]
    status: str
    message: str


@dataclass
class Exchange:
    """What was sent for a call of an operation, and what came back."""

    operation: Operation
    sent: list[SentRequest] = field(default_factory=list[SentRequest])
    """The request, as the client made it, and those that follow redirects."""
    redirects: list[int] = field(default_factory=list[int])
    response: httpx2.Response | None = None
    is_complete: bool = True
    """Whether the content of the response is all of it."""
    failure: Failure | None = None


class SafeTransport(httpx2.BaseTransport):
    """Sends the request of one operation and follows its redirects; refuses all others.

    Args:
        url: Base URL of the server.
        headers: Headers to send to its origin only, by lower-case name.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        # A connection of its own for each request: a server may close idle ones.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._transport = httpx2.HTTPTransport(limits=limits)
        self._origin = _origin(httpx2.URL(url))
        self._headers = headers
        self.exchange: Exchange | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; raise UnsafeRequestError for one that is not expected."""
        request.read()
        exchange = self.exchange
        if exchange is None:
            raise UnsafeRequestError("expected no request")
        _check(exchange, request)
        is_own = _origin(request.url) == self._origin
        if not is_own and not exchange.redirects:
            raise UnsafeRequestError("refused to send a request to another server")
        exchange.sent.append(sent_request(request))
        if is_own:
            _add_headers(request, self._headers)
        has_begun = False
        try:
            response = self._transport.handle_request(request)
            has_begun = True
            with closing(response):
                content, exchange.is_complete = _read(request, response)
        except httpx2.HTTPError as error:
            exchange.failure = _failure(error, has_begun=has_begun)
            raise
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in _OBSOLETE_HEADERS
        ]
        exchange.response = httpx2.Response(
            response.status_code, headers=headers, content=content
        )
        return exchange.response

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _check(exchange: Exchange, request: httpx2.Request) -> None:
    """Refuse what is not the request of the operation, or the next of a redirect."""
    operation, last = exchange.operation, exchange.response
    sent, expected = sent_request(request), operation.method
    if last is None:
        if exchange.sent or sent.method != expected:
            raise UnsafeRequestError(f"refused to send {sent.method}: not safe")
        if not re.search(f"{compile_template(operation.path)[1]}$", sent.path):
            message = f"expected the path {operation.path}, got {sent.path}"
            raise UnsafeRequestError(message)
        return
    allowed = {"GET", "HEAD"} | (
        {expected} if last.status_code in (307, 308) else set()
    )
    location, first = last.headers.get("location"), exchange.sent[0]
    if not last.has_redirect_location or sent.method not in allowed or not location:
        raise UnsafeRequestError(f"refused to send a second request, {sent.method}")
    if first.origin != sent.origin:
        names = {name.lower() for name, _ in sent.headers} - _COMMON_HEADERS
        if names:
            message = f"refused to send {', '.join(sorted(names))} to another origin"
            raise UnsafeRequestError(message)
    exchange.redirects.append(last.status_code)
    exchange.response = None


def _add_headers(request: httpx2.Request, headers: dict[str, str]) -> None:
    """Replace headers; of the cookies, only those with the same names."""
    for name, value in headers.items():
        if name == "cookie" and "cookie" in request.headers:
            given = [pair.strip() for pair in value.split(";")]
            names = {pair.partition("=")[0] for pair in given}
            sent = [pair.strip() for pair in request.headers["cookie"].split(";")]
            given += [pair for pair in sent if pair.partition("=")[0] not in names]
            value = "; ".join(given)
        request.headers[name] = value


def _read(request: httpx2.Request, response: httpx2.Response) -> tuple[bytes, bool]:
    """Return the content of a response, decoded, and whether it is complete.

    Of a stream, which may never end, this is a few complete items.
    """
    media_type = MediaType(response.headers.get("content-type", ""), "", {}, {})
    essence, is_stream = media_type.essence, media_type.is_stream
    is_json = media_type.kind == "json" or not essence
    limit = MAX_STREAM if is_stream else MAX_BODY if is_json else MAX_UNREAD_BODY
    most_seconds = STREAM_SECONDS if is_stream else BODY_SECONDS
    if is_stream:
        request.extensions["timeout"]["read"] = STREAM_SECONDS
    chunks: list[bytes] = []
    size, started = 0, time.monotonic()
    try:
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > limit or time.monotonic() - started > most_seconds:
                break
            if (
                is_stream
                and len(complete_items(essence, b"".join(chunks))) >= MAX_ITEMS
            ):
                break
        else:
            return b"".join(chunks), True
    except httpx2.TimeoutException:
        if not is_stream:
            raise
    content = b"".join(chunks)
    return b"".join(complete_items(essence, content)) if is_stream else content, False


def _failure(error: Exception, *, has_begun: bool) -> Failure:
    """Say whose fault a failed exchange is.

    Args:
        has_begun: Whether the beginning of a response came.
    """
    text = str(error) or type(error).__name__
    match error:
        case httpx2.ConnectTimeout():
            return Failure("nobody", "not reachable", "no connection in time")
        case httpx2.TimeoutException():
            what = "complete response" if has_begun else "response"
            return Failure("nobody", "timeout", f"no {what} within {TIMEOUT.read:g} s")
        case httpx2.ConnectError():
            status = "TLS error" if _is_tls(error) else "not reachable"
            return Failure("nobody", status, text)
        case httpx2.DecodingError():
            message = f"the content cannot be decoded as its Content-Encoding: {text}"
        case httpx2.NetworkError() | httpx2.RemoteProtocolError():
            message = f"the response is not valid HTTP: {text}"
            is_network = isinstance(error, httpx2.NetworkError)
            if is_network or re.search("disconnected|closed|incomplete", text):
                when = "before the response was complete"
                when = when if has_begun else "without a response"
                message = f"the server closed the connection {when}"
        case _:
            message = f"the request cannot be sent: {type(error).__name__}"
            return Failure("client", "not sent", message)
    return Failure("server", "no response", message)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
