"""Sends one safe request, and says why a response is missing."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx2

from generator.contract.case import Case
from generator.contract.client import Outcome
from generator.contract.judging.wire_format import compile_template
from generator.contract.operation import MediaType, Operation
from generator.contract.sent_request import SentRequest, sent_request

__all__ = ["TIMEOUT", "Exchange", "Failure", "SafeTransport", "UnsafeRequestError"]

TIMEOUT = httpx2.Timeout(10, connect=5)
MAX_BODY, BODY_SECONDS = 32 << 20, 60.0
MAX_STREAM, STREAM_SECONDS = 128 << 10, 5.0
"""How much is read of a stream, and for how long."""
_CLOSED = "disconnected|closed|incomplete"
# The content is decoded when it is passed on.
_OBSOLETE_HEADERS = (b"content-encoding", b"content-length", b"transfer-encoding")


class UnsafeRequestError(AssertionError):
    """A client tried to send another request than that of the operation."""


class Failure(NamedTuple):
    """Why there is no response to compare."""

    status: str
    """Takes the place of the status in the summary."""
    verdict: str
    """Whose fault it is, and what happened."""
    has_failed: bool = True


@dataclass
class Exchange:
    """What was sent for a call of an operation, and what came back."""

    case: Case
    operation: Operation
    outcome: Outcome = field(default_factory=lambda: Outcome("sync"))
    """What the client made of the response."""
    sent: list[SentRequest] = field(default_factory=list[SentRequest])
    """The request, as the client made it, and those that follow redirects."""
    redirects: list[int] = field(default_factory=list[int])
    response: httpx2.Response | None = None
    is_complete: bool = True
    """Whether the content of the response is all of it."""
    failure: Failure | None = None
    compared: int = 0
    """How many values of the response were compared with their schemas."""


class SafeTransport(httpx2.BaseTransport):
    """Sends the request of one operation and follows its redirects; refuses all others.

    Args:
        url: Base URL of the server.
        headers: Headers to send to its origin only, by lower-case name.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        # A connection of its own for each request: a server may close idle ones.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._transport = httpx2.HTTPTransport(limits=limits)
        self._origin = sent_request(httpx2.Request("GET", url)).origin
        self._headers = headers
        self.exchange: Exchange | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; raise UnsafeRequestError for one that is not expected."""
        request.read()
        exchange, sent = self.exchange, sent_request(request)
        if exchange is None:
            raise UnsafeRequestError("expected no request")
        if not self._expects(sent, exchange):
            raise UnsafeRequestError(f"{sent.method} {sent.origin}{sent.path}")
        if exchange.response is not None:
            exchange.redirects.append(exchange.response.status_code)
            exchange.response = None
        exchange.sent.append(sent)
        if sent.origin == self._origin:
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

    def _expects(self, sent: SentRequest, exchange: Exchange) -> bool:
        """Whether it is the request of the operation, or the next one of a redirect."""
        operation, last = exchange.operation, exchange.response
        if last is not None:
            is_repeated = last.status_code in (307, 308)
            allowed = {"GET", "HEAD", *([operation.method] * is_repeated)}
            return last.has_redirect_location and sent.method in allowed
        pattern = f"{compile_template(operation.path)[1]}$"
        is_operation = sent.method == operation.method and re.search(pattern, sent.path)
        return bool(not exchange.sent and is_operation and sent.origin == self._origin)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def _add_headers(request: httpx2.Request, headers: Mapping[str, str]) -> None:
    """Replace headers; of the cookies, only those with the same names."""
    for name, value in headers.items():
        pairs = [pair.strip() for pair in value.split(";")]
        if name == "cookie":
            names = {pair.partition("=")[0] for pair in pairs}
            sent = request.headers.get("cookie", "").split("; ")
            pairs += [p for p in sent if p and p.partition("=")[0] not in names]
        request.headers[name] = "; ".join(pairs) if name == "cookie" else value


def _read(request: httpx2.Request, response: httpx2.Response) -> tuple[bytes, bool]:
    """Return the content of a response, decoded, and whether it is complete.

    Of a stream, which may never end, this is the beginning, without a part of a line.
    """
    limit, seconds = MAX_BODY, BODY_SECONDS
    content_type = response.headers.get("content-type", "")
    is_stream = MediaType(content_type, "", {}, {}).is_stream
    if is_stream:
        limit, seconds = MAX_STREAM, STREAM_SECONDS
        request.extensions["timeout"]["read"] = seconds
    content, started = bytearray(), time.monotonic()
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > limit or time.monotonic() - started > seconds:
                break
        else:
            return bytes(content), True
    except httpx2.TimeoutException:
        if not is_stream:
            raise
    end = content.rfind(b"\n") + 1 if is_stream else len(content)
    return bytes(content[:end]), False


def _failure(error: Exception, *, has_begun: bool) -> Failure:
    """Say whose fault a failed exchange is.

    Args:
        has_begun: Whether the beginning of a response came.
    """
    text = str(error) or type(error).__name__
    when = "before the response was complete" if has_begun else "without a response"
    match error:
        case httpx2.ConnectTimeout():
            return Failure("not reachable", "nobody: no connection in time")
        case httpx2.TimeoutException():
            what = "complete response" if has_begun else "response"
            return Failure("timeout", f"nobody: no {what} within {TIMEOUT.read:g} s")
        case httpx2.ConnectError():
            status = "TLS error" if _is_tls(error) else "not reachable"
            return Failure(status, f"nobody: {text}")
        case httpx2.DecodingError():
            message = f"the content cannot be decoded as its Content-Encoding: {text}"
        case httpx2.RemoteProtocolError() if not re.search(_CLOSED, text):
            message = f"the response is not valid HTTP: {text}"
        case httpx2.NetworkError() | httpx2.RemoteProtocolError():
            message = f"the server closed the connection {when}"
        case _:
            name = type(error).__name__
            return Failure("not sent", f"client: the request cannot be sent: {name}")
    return Failure("no response", f"server: {message}")


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
