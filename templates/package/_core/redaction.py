"""Requests that do not show credentials in their ``repr``, in logs or in messages."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import httpx2

_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_MASK = "[secret]"
_MIN_LENGTH = 4  # shorter values are parts of other words
http_logger = logging.getLogger("httpcore2.http11")


@dataclass(eq=False, repr=False)
class Redaction:
    """What is not shown of a request: some headers, some of the query, some values.

    Args:
        hidden_headers: Names of headers, in lower case.
        hidden_query: Names of query parameters.
        hidden_cookies: Names of cookies.
        sent: The header fields, by name in lower case, and the URL with the values.
    """

    hidden_headers: frozenset[str] = frozenset()
    hidden_query: frozenset[str] = frozenset()
    hidden_cookies: frozenset[str] = frozenset()
    sent: tuple[Mapping[str, tuple[bytes, bytes]], str] | None = None

    def values(self) -> list[str]:
        """Return the values that are not shown anywhere, encoded or not."""
        if self.sent is None:
            return []
        headers = {name: value.decode() for name, (_, value) in self.sent[0].items()}
        names = self.hidden_headers | {"authorization", "proxy-authorization"}
        found = [headers.get(name, "").rpartition(" ")[2] for name in names]
        query = self.sent[1].partition("?")[2].split("&"), self.hidden_query
        cookies = headers.get("cookie", "").split("; "), self.hidden_cookies
        for pairs, hidden in (query, cookies):
            split = [pair.partition("=") for pair in pairs]
            found += [v for name, _, v in split if unquote_plus(name) in hidden]
        return found

    def mask(self, text: str) -> str:
        """Return a text, for instance of the server, without the values."""
        forms: set[str] = set()
        for value in self.values():
            plain, once = unquote(value), quote(value, safe="")
            forms |= {value, plain, once, quote(plain, safe=""), quote_plus(plain)}
        found = sorted((f for f in forms if len(f) >= _MIN_LENGTH), key=len)
        pattern = "|".join(map(re.escape, reversed(found)))
        return re.sub(pattern, _MASK, text, flags=re.IGNORECASE) if found else text

    def mask_url(self, url: httpx2.URL) -> str:
        """Return the text of a URL without the values."""
        start, mark, query = str(httpx2.URL(url)).partition("?")
        pairs = query.split("&")
        for index, pair in enumerate(pairs):
            name = pair.partition("=")[0]
            if unquote_plus(name) in self.hidden_query:
                pairs[index] = f"{name}={_MASK}"
        return self.mask(start + mark + "&".join(pairs))

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Mask what httpcore2 is about to log: an echo in a header or an error."""
        for key, value in info.items():
            shown = repr(value)
            masked = self.mask(shown)
            if masked != shown:
                info[key] = masked

    async def atrace(self, name: str, info: dict[str, Any]) -> None:
        """Do the same for the asynchronous client."""
        self.trace(name, info)


class _RedactedURL(httpx2.URL):
    """A URL that prints without credentials; httpx2 logs URLs."""

    redaction: Redaction

    def __str__(self) -> str:
        return self.redaction.mask_url(self)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"

    # The base class takes the text for the URL in these.
    def join(self, url: httpx2.URL | str) -> httpx2.URL:
        return httpx2.URL(self).join(url)

    def __eq__(self, other: object) -> bool:
        return httpx2.URL(self) == other

    def __hash__(self) -> int:
        return hash(httpx2.URL(self))


class _RedactedHeaders(httpx2.Headers):
    """Headers whose ``repr`` hides the values of some."""

    redaction: Redaction

    def __repr__(self) -> str:
        hidden = _HEADERS | self.redaction.hidden_headers
        shown = [
            (name, _MASK if name in hidden else self.redaction.mask(value))
            for name, value in self.multi_items()
        ]
        return f"Headers({shown!r})"


def redact(message: httpx2.Request | httpx2.Response, redaction: Redaction) -> None:
    """Hide credentials when the request or response, or a part of it, is printed."""
    # To change the class is faster than to make copies.
    headers = message.headers
    headers.__class__ = _RedactedHeaders
    vars(headers)["redaction"] = redaction
    if isinstance(message, httpx2.Request) and message.url.query:
        url = message.url = httpx2.URL(message.url)
        url.__class__ = _RedactedURL
        vars(url)["redaction"] = redaction


def redaction_of(request: httpx2.Request) -> Redaction:
    """Return what is not shown of a request, also if it follows a redirect."""
    found = request.extensions.get("signature")
    return found if isinstance(found, Redaction) else Redaction()
