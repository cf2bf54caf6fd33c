"""URLs and headers of requests that do not show their secrets.

Only how they print is changed: httpx2 writes URLs to its log, and both are shown by
debuggers and error reports.
"""

from __future__ import annotations

from collections.abc import Iterable

import httpx2

__all__ = ["hide", "plain_url"]


class SecretURL(httpx2.URL):
    """A URL that prints without its query, which holds a key."""

    def __str__(self) -> str:
        return plain_url(self) + "?…"

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


class SecretHeaders(httpx2.Headers):
    """Headers that print without the values of some."""

    secret: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        shown = [
            (name, "[secret]" if name in self.secret else value)
            for name, value in self.multi_items()
        ]
        return f"Headers({shown!r})"


def hide(request: httpx2.Request, headers: Iterable[str], query: bool) -> None:
    """Keep credentials of a request out of its ``repr``.

    Args:
        request: The request, changed in place.
        headers: Names of headers that hold credentials.
        query: Whether the query holds one.
    """
    secret = frozenset(name.lower() for name in headers)
    if secret:
        hidden = SecretHeaders.__new__(SecretHeaders)
        vars(hidden).update(vars(request.headers))  # a copy would take longer
        hidden.secret = secret
        request.headers = hidden
    if query:
        request.url = SecretURL(request.url)


def plain_url(url: httpx2.URL) -> str:
    """A URL without its user information and query, for logs and messages."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host}{port}{url.path}"
