"""Requests as a client sent them."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

__all__ = ["SentRequest", "sent_request"]


@dataclass
class SentRequest:
    """A request as it was sent; path and query are percent-encoded."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    content: bytes
    origin: str = ""
    """Scheme, host and port."""
    timeout: float | None = None
    """The seconds to wait for the response."""

    def header(self, name: str) -> str | None:
        """Return the value of a header; None if there is none."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def content_type(self) -> str:
        """The media type of the body without its parameters; empty if there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()


def sent_request(request: httpx2.Request) -> SentRequest:
    """Return the parts of a request whose content has been read."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = [
        (name.decode("latin-1"), value.decode("utf-8", "replace"))
        for name, value in request.headers.raw
    ]
    origin = str(request.url.copy_with(raw_path=b"/")).rstrip("/")
    timeout = request.extensions.get("timeout", {}).get("read")
    return SentRequest(
        request.method, path, query, headers, request.content, origin, timeout
    )
