"""Base URLs, origins and redirects."""

from collections.abc import Collection
from urllib.parse import unquote_plus

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


def is_same_server(url: httpx2.URL, own: tuple[str, str, int | None]) -> bool:
    """Return whether a URL is on an origin, or on the same host with TLS."""
    scheme, host, port = own
    with_tls = ("https", host, 443) if (scheme, port) == ("http", 80) else None
    return origin(url) in (own, with_tls)


def is_web_url(url: httpx2.URL) -> bool:
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
    if not is_web_url(url):
        raise ValueError("base_url: expected an absolute http or https URL")
    if url.userinfo or "?" in text or "#" in text:
        raise ValueError("base_url: must not have credentials, a query or a fragment")
    return text.rstrip("/")


def redirected_request(
    response: httpx2.Response, hops: int, query_keys: Collection[str] = ()
) -> httpx2.Request | None:
    """Return the request that follows a redirect (RFC 9110, 15.4), or None.

    Within the origin, GET and HEAD follow every redirect, and other methods 303, 307
    and 308. The body is sent again if the method stays the same. To another origin,
    only GET and HEAD without a body are redirected, without credentials, cookies or
    headers of the caller, and never from https to http. The reason why a redirect is
    not followed is added to the extensions of the response.

    Args:
        response: Response to a request.
        hops: Number of redirects that led to it.
        query_keys: Names of the API keys in the query; within the origin, they are sent
            again once.
    """
    request, target = response.request, response.next_request
    response.next_request = None  # it has the credentials, for any origin
    operation = request.extensions.get("operation")
    results = () if operation is None else operation.redirects
    if not response.has_redirect_location or response.status_code in results:
        return None
    reason = _refusal(response, target) if hops < _MAX_REDIRECTS else "one too many"
    if target is None or reason:
        response.extensions["refusal"] = reason
        return None
    same_origin = origin(target.url) == origin(request.url)
    is_repeated = response.status_code != 303 and _has_body(request)
    drops_body = not is_repeated and target.method in ("GET", "HEAD")
    if drops_body:
        target.stream = httpx2.ByteStream(b"")
    # httpx2 replaces the Cookie header by the cookies of an http_client of the caller,
    # which the redirect may have set, and sets the new Host.
    headers = request.headers if same_origin else target.headers
    cookies = {
        pair.partition("=")[0]: pair
        for each in (request.headers, target.headers)
        for pair in each.get("cookie", "").split("; ")
    }
    if same_origin and "cookie" in target.headers:
        headers = request.headers.copy()
        headers["Cookie"] = "; ".join(filter(None, cookies.values()))
    target.headers = httpx2.Headers(
        [
            (name, value)
            for name, value in headers.raw
            if (same_origin or name.lower() in _CROSS_ORIGIN_HEADERS)
            and not (drops_body and name.lower() in _BODY_HEADERS)
        ]
    )
    target.url = _with_keys(target.url, request.url, query_keys, same_origin)
    return target


def _refusal(response: httpx2.Response, target: httpx2.Request | None) -> str:
    """Return the reason why a redirect is not followed, or an empty text."""
    request, status = response.request, response.status_code
    if target is None or target.url.userinfo or not is_web_url(target.url):
        return "its Location is not valid"
    if request.url.scheme == "https" and target.url.scheme != "https":
        return "from https to http"
    repeats_body = status != 303 and _has_body(request)
    is_read = request.method in ("GET", "HEAD")
    if origin(target.url) != origin(request.url):
        if not is_read or repeats_body:
            return "to another origin"
    elif not (is_read or status in (303, 307, 308)):
        return f"it could turn {request.method} into GET"
    is_replayable = isinstance(request.stream, httpx2.ByteStream) or (
        request.extensions.get("replayable") is request.stream
    )
    if repeats_body and not is_replayable:
        return "the body cannot be sent again"
    return ""


def _has_body(request: httpx2.Request) -> bool:
    headers = request.headers
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _with_keys(
    target: httpx2.URL, previous: httpx2.URL, names: Collection[str], keep: bool
) -> httpx2.URL:
    """Return a URL with the API keys of the previous one, each once, or without."""
    if not names:
        return target
    pairs = _query_pairs(target)
    keys = [(name, pair) for name, pair in _query_pairs(previous) if name in names]
    if keep:
        present = {name for name, _ in pairs}
        pairs += [(name, pair) for name, pair in keys if name not in present]
    else:
        decoded = {unquote_plus(pair) for _, pair in keys}
        pairs = [each for each in pairs if unquote_plus(each[1]) not in decoded]
    query = "&".join(pair for _, pair in pairs)
    return target.copy_with(query=query.encode() or None)


def _query_pairs(url: httpx2.URL) -> list[tuple[str, str]]:
    """Return the decoded name of each parameter and the parameter as it is sent."""
    pairs = url.query.decode().split("&")
    return [(unquote_plus(p.partition("=")[0]), p) for p in pairs if p]
