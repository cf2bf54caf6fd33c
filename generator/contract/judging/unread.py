"""The parts of a request that no parameter or credential accounts for yet."""

from __future__ import annotations

from generator.contract.judging.wire_format import Pairs
from generator.contract.sent_request import SentRequest

__all__ = ["Unread"]

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

    def take(self, location: str, name: str) -> None:
        """Account for a header, a cookie or a query parameter."""
        if location == "header":
            self.headers.discard(name.lower())
        elif location:
            self.pairs(location).take(name)
