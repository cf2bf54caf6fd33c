"""Base URLs, origins and redirects."""

from collections.abc import Collection
from urllib.parse import unquote_plus

import httpx2

_MAX_REDIRECTS = 10
_CROSS_ORIGIN_HEADERS = b"accept accept-encoding connection host user-agent".split()
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
    and 308. The body is sent again if the method stays the same, and API keys in the
    query are sent once. To another origin, only GET and HEAD without a body are
    redirected, without credentials, cookies or headers of the caller, and never from
    https to http. An extension of the response tells why a redirect is not followed.
    """
    request, target = response.request, response.next_request
    response.next_request = None  # it has the credentials, for any origin
    operation = request.extensions.get("operation")
    results = () if operation is None else operation.redirects
    if not response.has_redirect_location or response.status_code in results:
        return None
    has_body = request.headers.get("content-length", "0") != "0"
    has_body = has_body or "transfer-encoding" in request.headers
    repeats_body = has_body and response.status_code != 303
    reason = _refusal(response, target, repeats_body)
    if target is None or reason or hops >= _MAX_REDIRECTS:
        response.extensions["refusal"] = reason or "too many redirects"
        return None
    same_origin = origin(target.url) == origin(request.url)
    drops_body = not repeats_body and target.method in ("GET", "HEAD")
    if drops_body:
        target.stream = httpx2.ByteStream(b"")
    if same_origin:
        # httpx2 drops the Cookie header even within the origin.
        headers, dropped = request.headers.raw, _BODY_HEADERS if drops_body else ()
        headers = [(k, v) for k, v in headers if k.lower() not in dropped]
    else:  # there is no body, and the Host is new
        headers = target.headers.raw
        headers = [(k, v) for k, v in headers if k.lower() in _CROSS_ORIGIN_HEADERS]
    target.headers = httpx2.Headers(headers)
    keys = [p for p in pairs_in(request.url) if name_of(p) in query_keys]
    if keys:
        pairs, sent = pairs_in(target.url), {unquote_plus(key) for key in keys}
        given = {name_of(pair) for pair in pairs}
        if same_origin:
            pairs += [key for key in keys if name_of(key) not in given]
        else:
            pairs = [pair for pair in pairs if unquote_plus(pair) not in sent]
        target.url = target.url.copy_with(query="&".join(pairs).encode() or None)
    return target


def _refusal(
    response: httpx2.Response, target: httpx2.Request | None, repeats_body: bool
) -> str:
    """Return the reason why a redirect is not followed, or an empty text."""
    request, is_read = response.request, response.request.method in ("GET", "HEAD")
    if target is None or target.url.userinfo or not is_web_url(target.url):
        return "its Location is not valid"
    if request.url.scheme == "https" and target.url.scheme != "https":
        return "from https to http"
    if origin(target.url) != origin(request.url):
        return "to another origin" if repeats_body or not is_read else ""
    if not is_read and response.status_code not in (303, 307, 308):
        return f"it could turn {request.method} into GET"
    is_replayable = isinstance(request.stream, httpx2.ByteStream) or (
        request.extensions.get("replayable") is request.stream
    )
    is_lost = repeats_body and not is_replayable
    return "the body cannot be sent again" if is_lost else ""


def pairs_in(url: httpx2.URL) -> list[str]:
    """Return the parameters in a query as they are sent."""
    return [pair for pair in url.query.decode().split("&") if pair]


def name_of(pair: str) -> str:
    """Return the name of a parameter in a query, decoded."""
    return unquote_plus(pair.partition("=")[0])
