"""Origins, and redirects within and across them (RFC 9110, 15.4)."""

from __future__ import annotations

import httpx2

__all__ = ["addressable", "origin", "redirected"]

MAX_REDIRECTS = 10


def redirected(
    request: httpx2.Request, response: httpx2.Response, hops: int
) -> httpx2.Request | None:
    """The request that follows a redirect; None where it is not followed.

    Within the origin, GET and HEAD are sent on, 303 becomes a GET, 307 and 308
    are sent on where the body allows. To another origin only GET and HEAD go, with
    no credential, cookie or header of the caller, and never from https to http.
    """
    status = response.status_code
    if status not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("location")
    if not location or status in request.extensions.get("results", ()):
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
    if not addressable(url) or not (safe or same):
        return None
    extensions = dict(request.extensions)
    if safe or (same and status == 303):
        method = request.method if safe else "GET"
        headers = _onward(request.headers, same, body=False)
        return httpx2.Request(method, url, headers=headers, extensions=extensions)
    if status not in (307, 308) or not isinstance(request.stream, httpx2.ByteStream):
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


def addressable(url: httpx2.URL) -> bool:
    """Whether a connection to the URL can be tried: some only fail in doing so."""
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return False
    web = url.scheme in ("http", "https") and url.host != ""
    return web and (url.port is None or 0 < url.port < 65536)
