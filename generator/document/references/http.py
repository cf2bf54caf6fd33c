"""Fetch a document or a referenced file over HTTP, within limits of size and time."""

from __future__ import annotations

import ssl
import threading
import urllib.request
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import (
    HTTPException,
    HTTPMessage,
    HTTPResponse,
    IncompleteRead,
    InvalidURL,
)
from queue import Empty, SimpleQueue
from socket import gaierror
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from generator.document.content import is_same_origin
from generator.document.limits import MAX_FETCH_SECONDS, MAX_FETCHED_BYTES

__all__ = [
    "FetchDenied",
    "FetchError",
    "FetchTimeout",
    "Fetched",
    "fetch",
]

_ACCEPT = "application/vnd.oai.openapi+json, application/json, application/yaml, */*"
_OWN_HEADERS = {
    "Accept": _ACCEPT,
    "Accept-encoding": "identity",
    "User-agent": "gen-client",
}
# A server may compress a response although it was asked not to.
_COMPRESSIONS = ("gzip", "x-gzip", "deflate")
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class FetchError(Exception):
    """Fetching failed; the message says why and quotes nothing that was fetched."""


class FetchTimeout(FetchError):
    """The server did not answer in time."""


class FetchDenied(FetchError):
    """The server wants credentials, or other ones."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body of a response."""

    data: bytes
    address: str
    """The address after all redirects."""
    charset: str
    """The charset of its media type, in lower case; "" without one."""


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an address that may be fetched.

    Headers of the user are not sent to another origin, nor after a request to one.
    """

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._check(newurl)
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in ("http", "https") or "@" in new.netloc:
            raise FetchError("it redirects to an address that is not fetched")
        if old.scheme == "https" != new.scheme:
            raise FetchError("it redirects from https to http")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and not is_same_origin(req.full_url, newurl):
            request.headers = dict(_OWN_HEADERS)
        return request


class _Proxies(urllib.request.ProxyHandler):
    """The proxies of the environment, which are not asked for this machine itself."""

    def proxy_open(
        self, req: urllib.request.Request, proxy: str, type: str
    ) -> HTTPResponse | None:
        host = urlsplit(req.full_url).hostname or ""
        if host in ("localhost", "::1") or host.startswith("127."):
            return None
        return super().proxy_open(req, proxy, type)


def fetch(
    address: str,
    check: Callable[[str], None],
    *,
    headers: Sequence[tuple[str, str]] = (),
    max_bytes: int = MAX_FETCHED_BYTES,
    max_seconds: float | None = None,
) -> Fetched:
    """Return the body of the response at an http(s) address, without its compression.

    `headers` are sent to the origin of the address only. `check` is called with the
    address of every redirect and raises an exception for one that may not be fetched.
    No cookie is used, and proxies are those of the environment. Raises `FetchError`
    where the request fails or the body has more than `max_bytes`, `FetchTimeout` after
    `max_seconds` (`MAX_FETCH_SECONDS` by default).
    """
    seconds = MAX_FETCH_SECONDS if max_seconds is None else max_seconds
    # The timeout of a socket is for each read: a slow server could exceed it for ever.
    results: SimpleQueue[Fetched | Exception] = SimpleQueue()

    def put_result() -> None:
        try:
            results.put(_fetch(address, check, headers, max_bytes, seconds))
        except Exception as error:  # noqa: BLE001 - raised below
            results.put(error)

    threading.Thread(target=put_result, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise FetchTimeout(f"it took longer than {seconds} seconds") from None
    if isinstance(result, Exception):
        raise result
    return result


def _fetch(
    address: str,
    check: Callable[[str], None],
    headers: Sequence[tuple[str, str]],
    max_bytes: int,
    seconds: float,
) -> Fetched:
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Proxies(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        _CheckedRedirects(check),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(address, headers=_OWN_HEADERS)
    for name, value in headers:
        request.add_header(name, value)
    try:
        with opener.open(request, timeout=seconds) as response:
            if response.status == 206:
                raise _status_error(206)  # A part of it.
            data = _read_body(response, max_bytes)
            charset = response.headers.get_content_charset("")
            return Fetched(data, response.url, charset)
    except HTTPError as error:
        error.close()
        raise _status_error(error.code) from None
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        raise FetchError(_reason(error)) from None


def _status_error(status: int) -> FetchError:
    if status in (401, 403, 407):
        return FetchDenied(f"the server answered with status {status}")
    if status in (301, 302, 303, 307, 308):
        return FetchError("it redirects too often, or to no valid address")
    return FetchError(f"the server answered with status {status}")


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    for kinds, reason in _REASONS:
        if isinstance(cause, kinds):
            return reason
    return f"fetching failed ({type(cause).__name__})"


_REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (gaierror, "its host is not known"),
    (ssl.SSLCertVerificationError, "the certificate of its host is not valid"),
    (ssl.SSLError, "its host does not answer by https there"),
    (ConnectionRefusedError, "its host refused the connection"),
    (TimeoutError, "its host did not answer in time"),
    ((IncompleteRead, ConnectionError), "the response ended early"),
    (zlib.error, "the response cannot be decompressed"),
    ((InvalidURL, ValueError), "it leads to an invalid address"),
    (HTTPException, "the server did not answer with valid HTTP"),
)
"""Why a request failed, by exception; the first one that fits."""


def _read_body(response: HTTPResponse, max_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity", *_COMPRESSIONS):
        raise FetchError("the server used a compression that is not supported")
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB) if encoding in _COMPRESSIONS else None
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(65_536):
        if decoder is not None:
            chunk = decoder.decompress(chunk, max_bytes + 1 - size)
        size += len(chunk)
        chunks.append(chunk)
        if size > max_bytes:
            raise FetchError(f"it is larger than {max_bytes:,} bytes")
        if decoder is not None and decoder.eof:
            return b"".join(chunks)
    if decoder is not None or response.length:
        raise FetchError("the response ended early")
    return b"".join(chunks)
