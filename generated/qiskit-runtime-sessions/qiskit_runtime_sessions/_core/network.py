"""URLs, redirects, TLS, and requests that do not print their secrets."""

import functools
import ssl
from collections.abc import Iterable

import httpx2

from .security import ClientCertificate

_MAX_REDIRECTS = 10
_HARMLESS = {b"accept", b"accept-encoding", b"connection", b"host", b"user-agent"}
_OF_BODY = {b"content-type", b"content-length", b"transfer-encoding"}


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _addressable(url: httpx2.URL) -> bool:
    """Whether a connection to the URL can be tried: some only fail in doing so."""
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return False
    web = url.scheme in ("http", "https") and url.host != ""
    return web and (url.port is None or 0 < url.port < 65536)


def checked_base_url(text: str) -> str:
    """A base URL without a slash at its end; ValueError where it is none."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise ValueError("base_url: not a URL") from None
    if not _addressable(url):
        raise ValueError("base_url: expected an absolute http or https URL")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("base_url: no credentials, query or fragment may be in it")
    return text.rstrip("/")


def redirected(response: httpx2.Response, hops: int) -> httpx2.Request | None:
    """The request that follows a redirect (RFC 9110, 15.4); None where none may.

    Within the origin, GET and HEAD are sent on, 303 becomes a GET, 307 and 308
    are sent on where the body allows. To another origin only GET and HEAD go, with
    no credential, cookie or header of the caller, and never from https to http.
    """
    request, onward = response.request, response.next_request
    results = request.extensions.get("results", ())
    if onward is None or response.status_code in results or hops >= _MAX_REDIRECTS:
        return None
    same = origin(onward.url) == origin(request.url)
    safe = request.method in ("GET", "HEAD")
    if not (safe or (same and response.status_code in (303, 307, 308))):
        return None
    downgrade = request.url.scheme == "https" and onward.url.scheme != "https"
    if downgrade or onward.url.userinfo or not _addressable(onward.url):
        return None
    bodiless = safe or response.status_code == 303
    if not (bodiless or isinstance(request.stream, httpx2.ByteStream)):
        return None
    if bodiless:
        onward.stream = httpx2.ByteStream(b"")
    headers = request.headers if same else onward.headers  # a cookie, or the new host
    onward.headers = httpx2.Headers(
        [
            (name, value)
            for name, value in headers.raw
            if (same or name.lower() in _HARMLESS)
            and not (bodiless and name.lower() in _OF_BODY)
        ]
    )
    return onward


_shared_context = functools.cache(httpx2.create_ssl_context)


def ssl_context(certificate: ClientCertificate | None) -> ssl.SSLContext:
    """One with a client certificate, or that which all clients share: building one
    takes some 25 ms."""
    if certificate is None:
        return _shared_context()
    if not isinstance(certificate, str | tuple):
        return certificate
    context = httpx2.create_ssl_context()
    files = (certificate, None) if isinstance(certificate, str) else certificate
    context.load_cert_chain(*files)
    return context


class _SecretURL(httpx2.URL):
    """A URL that prints without its query, which holds a key; httpx2 logs URLs."""

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.path}?…"

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


class _SecretHeaders(httpx2.Headers):
    """Headers that print without the values of some."""

    secret: frozenset[str]

    def __repr__(self) -> str:
        pairs = self.multi_items()
        shown = [(k, "[secret]" if k in self.secret else v) for k, v in pairs]
        return f"Headers({shown!r})"


def hide(request: httpx2.Request, headers: Iterable[str], query: bool) -> None:
    """Keep credentials out of how a request prints: in these headers, in the query."""
    hidden = _SecretHeaders.__new__(_SecretHeaders)
    vars(hidden).update(vars(request.headers))  # a copy would take longer
    hidden.secret = frozenset(name.lower() for name in headers)
    request.headers = hidden
    if query:
        request.url = _SecretURL(request.url)
