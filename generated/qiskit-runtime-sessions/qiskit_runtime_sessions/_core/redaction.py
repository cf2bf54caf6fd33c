"""Requests that do not show credentials in their ``repr`` or in logs."""

from collections.abc import Iterable

import httpx2


class _RedactedURL(httpx2.URL):
    """A URL that prints without its query, which has a credential; httpx2 logs URLs."""

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.path}?…"

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


class _RedactedHeaders(httpx2.Headers):
    """Headers whose ``repr`` hides the values of some."""

    redacted: frozenset[str]

    def __repr__(self) -> str:
        pairs = self.multi_items()
        shown = [(k, "[secret]" if k in self.redacted else v) for k, v in pairs]
        return f"Headers({shown!r})"


def redact(request: httpx2.Request, headers: Iterable[str], query: bool) -> None:
    """Hide the values of these headers, and the query, when the request is printed."""
    hidden = _RedactedHeaders.__new__(_RedactedHeaders)
    vars(hidden).update(vars(request.headers))  # faster than a copy
    hidden.redacted = frozenset(name.lower() for name in headers)
    request.headers = hidden
    if query:
        request.url = _RedactedURL(request.url)
