"""Fetch a referenced document that the user allowed by name: bounded in size and time."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from queue import Empty, SimpleQueue
from typing import IO

from generator.document.limits import MAX_FETCH_SECONDS, MAX_FETCHED_BYTES

__all__ = ["FetchError", "FetchTimeout", "fetch"]


class FetchError(Exception):
    """A fetch that failed; the message says why and quotes nothing fetched."""


class FetchTimeout(FetchError):
    """A server that does not answer in time."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow a redirect only to where the first request would have been allowed."""

    def __init__(self, allow: Callable[[str], None]) -> None:
        self._allow = allow

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._allow(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, allow: Callable[[str], None]) -> bytes:
    """Return the body at an http(s) address.

    `allow` raises `Forbidden` for an address that may not be read; it is asked again
    for every redirect. No proxy, no cookie, no credential, no decompression is used.
    Raises `Unfetchable` where the body cannot be had within the limits, `TooSlow` where
    the limit is that of time.
    """
    # Time is bounded from outside: a server may take for ever over its first line.
    results: SimpleQueue[bytes | Exception] = SimpleQueue()
    threading.Thread(target=_put, args=(results, address, allow), daemon=True).start()
    try:
        result = results.get(timeout=MAX_FETCH_SECONDS)
    except Empty:
        reason = f"it took longer than {MAX_FETCH_SECONDS} seconds"
        raise FetchTimeout(reason) from None
    if isinstance(result, Exception):
        raise result
    return result


def _put(
    results: SimpleQueue[bytes | Exception],
    address: str,
    allow: Callable[[str], None],
) -> None:
    try:
        results.put(_fetch(address, allow))
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
        results.put(error)


def _fetch(address: str, allow: Callable[[str], None]) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(allow),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(
        address, headers={"Accept-Encoding": "identity", "User-Agent": "gen-client"}
    )
    try:
        with opener.open(request, timeout=MAX_FETCH_SECONDS) as response:
            return _read(response)
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"fetching failed ({type(error).__name__})") from None


def _read(response: IO[bytes]) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(65_536):  # type: ignore[attr-defined]
        size += len(chunk)
        chunks.append(chunk)
        if size > MAX_FETCHED_BYTES:
            raise FetchError(f"it is larger than {MAX_FETCHED_BYTES:,} bytes")
    return b"".join(chunks)
