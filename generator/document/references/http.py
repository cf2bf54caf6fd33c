"""Fetch a referenced file over HTTP, within limits of size and time."""

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
    """Fetching failed; the message says why and quotes nothing that was fetched."""


class FetchTimeout(FetchError):
    """The server did not answer in time."""


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an address that may be fetched."""

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
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, check: Callable[[str], None]) -> bytes:
    """Return the body of the response at an http(s) address.

    `check` is called with the address of every redirect and raises
    `ForbiddenReference` for one that may not be fetched. No proxy, cookie, credential
    or content encoding is used. Raises `FetchError` where the request fails or the body
    is too large, `FetchTimeout` after `MAX_FETCH_SECONDS`.
    """
    # The timeout of a socket is for each read: a slow server could exceed it for ever.
    results: SimpleQueue[bytes | Exception] = SimpleQueue()

    def put_result() -> None:
        try:
            results.put(_fetch(address, check))
        except Exception as error:  # noqa: BLE001 - raised below
            results.put(error)

    threading.Thread(target=put_result, daemon=True).start()
    try:
        result = results.get(timeout=MAX_FETCH_SECONDS)
    except Empty:
        reason = f"it took longer than {MAX_FETCH_SECONDS} seconds"
        raise FetchTimeout(reason) from None
    if isinstance(result, Exception):
        raise result
    return result


def _fetch(address: str, check: Callable[[str], None]) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        _CheckedRedirects(check),
    ):
        opener.add_handler(handler)
    headers = {"Accept-Encoding": "identity", "User-Agent": "gen-client"}
    request = urllib.request.Request(address, headers=headers)
    try:
        with opener.open(request, timeout=MAX_FETCH_SECONDS) as response:
            return _read_body(response)
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"fetching failed ({type(error).__name__})") from None


def _read_body(response: IO[bytes]) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(65_536):  # type: ignore[attr-defined]
        size += len(chunk)
        chunks.append(chunk)
        if size > MAX_FETCHED_BYTES:
            raise FetchError(f"it is larger than {MAX_FETCHED_BYTES:,} bytes")
    return b"".join(chunks)
