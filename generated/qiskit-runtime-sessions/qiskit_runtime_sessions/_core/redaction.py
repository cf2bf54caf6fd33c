"""Requests that do not show credentials in their ``repr``, in logs or in messages."""

import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import httpx2

_HEADERS = {"authorization", "cookie", "proxy-authorization", "set-cookie"}
_MASK = "[secret]"
_MIN_LENGTH = 4  # shorter values are parts of other words
http_logger = logging.getLogger("httpcore2.http11")


@dataclass(eq=False, repr=False)
class Signature:
    """What the credentials add to one request, and what is not shown of it.

    ``hidden`` has secrets that are encoded in a header. ``can_renew`` tells whether any
    credential may change before the next attempt.

    Args:
        places: Location and name of each credential; headers in lower case.
    """

    places: frozenset[tuple[str, str]] = frozenset()
    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])
    hidden: list[str] = field(default_factory=list[str])
    can_renew: bool = False

    def values(self) -> list[str]:
        """Return the values that are not shown anywhere, encoded or not."""
        found = [text.rpartition(" ")[2] for text in self.headers.values()]
        found += [pair.partition("=")[2] for pair in self.query + self.cookies]
        return found + self.hidden

    def mask(self, text: str) -> str:
        """Return a text, for instance of the server, without the values."""
        for name in [name for location, name in self.places if location == "query"]:
            start = f"[?&]{re.escape(quote(name, safe=''))}="
            text = re.sub(f"({start})[^&#\\s]*", rf"\1{_MASK}", text)
        forms: set[str] = set()
        for value in self.values():
            plain, once = unquote(value), quote(value, safe="")
            forms |= {value, plain, once, quote(plain, safe=""), quote_plus(plain)}
        found = sorted((f for f in forms if len(f) >= _MIN_LENGTH), key=len)
        pattern = "|".join(map(re.escape, reversed(found)))
        return re.sub(pattern, _MASK, text, flags=re.IGNORECASE) if found else text

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Mask what httpcore2 logs, such as a header that repeats a credential."""
        if not name.endswith(".started"):  # that has the arguments themselves
            shown = {key: repr(v) for key, v in info.items() if v is not None}
            info.update({key: self.mask(text) for key, text in shown.items()})

    async def atrace(self, name: str, info: dict[str, Any]) -> None:
        self.trace(name, info)


class _RedactedURL(httpx2.URL):
    """A URL that prints without credentials; httpx2 logs URLs."""

    signature: Signature

    def __str__(self) -> str:
        return self.signature.mask(str(httpx2.URL(self)))

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"

    def join(self, url: httpx2.URL | str) -> httpx2.URL:
        return httpx2.URL(self).join(url)  # the base class joins texts


class _RedactedHeaders(httpx2.Headers):
    """Headers whose ``repr`` hides the values of some."""

    signature: Signature

    def __repr__(self) -> str:
        hidden = _HEADERS | {name for _, name in self.signature.places}
        pairs = [(k, self.signature.mask(value)) for k, value in self.multi_items()]
        return f"Headers({[(k, _MASK if k in hidden else v) for k, v in pairs]!r})"


def redact(message: httpx2.Request | httpx2.Response, signature: Signature) -> None:
    """Hide credentials when the request or response, or a part of it, is printed."""
    # To change the class is faster than to make copies.
    headers = message.headers
    headers.__class__ = _RedactedHeaders
    vars(headers)["signature"] = signature
    if isinstance(message, httpx2.Request) and message.url.query:
        url = message.url = httpx2.URL(message.url)
        url.__class__ = _RedactedURL
        vars(url)["signature"] = signature


def signature_of(request: httpx2.Request) -> Signature:
    """Return the signature of a request, also if it follows a redirect."""
    found = request.extensions.get("signature")
    return found if isinstance(found, Signature) else Signature()
