"""Base URLs, origins and redirects."""

import httpx2

_MAX_REDIRECTS = 10
_CROSS_ORIGIN_HEADERS = {
    b"accept",
    b"accept-encoding",
    b"connection",
    b"host",
    b"user-agent",
}
_BODY_HEADERS = {b"content-type", b"content-length", b"transfer-encoding"}


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Return scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _is_web_url(url: httpx2.URL) -> bool:
    """Return whether an absolute http or https URL has a valid host and port.

    httpx2 accepts some invalid ones and fails only when it connects.
    """
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return False
    has_host = url.scheme in ("http", "https") and url.host != ""
    return has_host and (url.port is None or 0 < url.port < 65536)


def check_base_url(given: object) -> str:
    """Return a base URL without a slash at its end.

    Raises:
        TypeError: It is neither text nor an ``httpx2.URL``.
        ValueError: It is not an absolute http or https URL, or it contains
            credentials, a query or a fragment.
    """
    text = str(given) if isinstance(given, httpx2.URL) else given
    if not isinstance(text, str):
        raise TypeError("base_url: expected a str or an httpx2.URL")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise ValueError("base_url: not a valid URL") from None
    if not _is_web_url(url):
        raise ValueError("base_url: expected an absolute http or https URL")
    if url.userinfo or "?" in text or "#" in text:
        raise ValueError("base_url: must not have credentials, a query or a fragment")
    return text.rstrip("/")


def redirected_request(response: httpx2.Response, hops: int) -> httpx2.Request | None:
    """Return the request that follows a redirect (RFC 9110, 15.4), or None.

    Within the origin, GET and HEAD follow every redirect; other methods follow 303 as
    GET, and 307 and 308 if the body can be sent again. To another origin, only GET and
    HEAD are redirected, without credentials, cookies or headers of the caller, and
    never from https to http.
    """
    request, target = response.request, response.next_request
    operation = request.extensions.get("operation")
    results = () if operation is None else operation.redirects
    if target is None or response.status_code in results or hops >= _MAX_REDIRECTS:
        return None
    same_origin = origin(target.url) == origin(request.url)
    is_read = request.method in ("GET", "HEAD")
    if not (is_read or (same_origin and response.status_code in (303, 307, 308))):
        return None
    downgrade = request.url.scheme == "https" and target.url.scheme != "https"
    if downgrade or target.url.userinfo or not _is_web_url(target.url):
        return None
    drops_body = is_read or response.status_code == 303
    if not (drops_body or isinstance(request.stream, httpx2.ByteStream)):
        return None
    if drops_body:
        target.stream = httpx2.ByteStream(b"")
    # httpx2 drops the Cookie header even within the origin, and sets the new Host.
    headers = request.headers if same_origin else target.headers
    target.headers = httpx2.Headers(
        [
            (name, value)
            for name, value in headers.raw
            if (same_origin or name.lower() in _CROSS_ORIGIN_HEADERS)
            and not (drops_body and name.lower() in _BODY_HEADERS)
        ]
    )
    return target
