"""The parts of a request that no parameter or credential accounts for yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from generator.contract.json_values import differences, strings_equal
from generator.contract.sent_request import SentRequest

__all__ = ["Pairs", "Unread", "text_equals"]

# Headers that HTTP clients send on their own.
_IMPLICIT_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "cookie", "host", "user-agent"}
    | {"content-length", "content-type", "transfer-encoding"}
)


class Unread:
    """A request whose headers and pairs are taken away one by one.

    Args:
        request: The request.
    """

    def __init__(self, request: SentRequest) -> None:
        self._request = request
        self.query = Pairs.parse(request.query)
        self.cookies = Pairs.cookies(request)
        names = {name.lower() for name, _ in request.headers}
        self.headers = names - _IMPLICIT_HEADERS

    def take_cookie_header(self, text: str) -> bool:
        """Account for the value of a parameter for the whole Cookie header, to which
        clients append all other cookies; return whether the header begins with it.
        """
        header = self._request.header("cookie") or ""
        if header != text and not header.startswith(f"{text}; "):
            return False
        self.cookies = Pairs.parse(header.removeprefix(text), ";", plus=False)
        return True

    def pairs(self, location: str) -> Pairs:
        """Return the query or the cookies."""
        return self.query if location == "query" else self.cookies

    def values(self, location: str, name: str) -> list[str]:
        """Return the decoded values of a header, a cookie or a query parameter."""
        if location == "header":
            value = self._request.header(name)
            return [] if value is None else [value]
        pairs = self.pairs(location)
        return [pairs.decode(v) for n, v in pairs.left if pairs.decode(n) == name]

    def take(self, location: str, name: str, value: str = "") -> None:
        """Account for a header, or for a cookie or query parameter with a value."""
        if location == "header":
            self.headers.discard(name.lower())
        elif location:
            self.pairs(location).take_equal(name, value)


@dataclass
class Pairs:
    """The ``name=value`` pairs of a query, a form or cookies that were not taken yet.

    Args:
        left: The encoded pairs.
        plus: Whether a plus sign stands for a space.
    """

    left: list[tuple[str, str]]
    plus: bool = True

    @classmethod
    def parse(cls, text: str, separator: str = "&", plus: bool = True) -> Pairs:
        """Return the pairs of an encoded text."""
        parts = [part.partition("=") for part in text.split(separator) if part]
        return cls([(name.strip(), value) for name, _, value in parts], plus)

    @classmethod
    def cookies(cls, request: SentRequest) -> Pairs:
        """Return the cookies of a request."""
        return cls.parse(request.header("cookie") or "", ";", plus=False)

    def decode(self, text: str) -> str:
        """Return a name or a value without percent-encoding."""
        return unquote_plus(text) if self.plus else unquote(text)

    def take(self, name: str) -> list[str]:
        """Remove the pairs with a name, and return their values, still encoded."""
        values = [value for key, value in self.left if self.decode(key) == name]
        self.left = [pair for pair in self.left if self.decode(pair[0]) != name]
        return values

    def take_decoded(self, name: str) -> list[str]:
        """Remove the pairs with a name, and return their decoded values."""
        return [self.decode(value) for value in self.take(name)]

    def take_equal(self, name: str, value: Any) -> list[str]:
        """Remove the first pair with a name and a value; if there is none, all pairs
        with that name. Return their decoded values.

        Objects with one pair per property may have the same property names.
        """
        for index, (key, text) in enumerate(self.left):
            if self.decode(key) == name and text_equals(value, self.decode(text)):
                del self.left[index]
                return [self.decode(text)]
        return self.take_decoded(name)

    def names(self) -> list[str]:
        """Return the decoded names of the pairs that are left."""
        return [self.decode(name) for name, _ in self.left]


def text_equals(value: Any, text: str) -> bool:
    """Return whether a decoded text is a serialization of a value."""
    if isinstance(value, bool) or value is None:
        return text == json.dumps(value) or (value is None and text == "")
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    if isinstance(value, str):
        return strings_equal(value, text)
    try:
        return not list(differences(value, json.loads(text)))
    except ValueError:
        return False
