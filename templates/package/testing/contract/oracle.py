"""The judge of requests: what the document says against what was sent.

Nothing here knows the client or its models.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from .description import Description
from .direction_schema import reference
from .document import Media, Operation
from .payload import body_differences
from .wire_format import (
    Pairs,
    Sent,
    header_differences,
    path_differences,
    value_differences,
)

__all__ = ["Oracle", "Secret"]

Secret = str | tuple[str, str]

# What an HTTP client may send unasked.
_USUAL = frozenset(
    [
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "user-agent",
        "content-type",
        "content-length",
        "transfer-encoding",
        "cookie",
    ]
)


def _fixed_query(operation: Operation) -> str:
    """The query that stands in a path template, which some documents have."""
    return operation.path.partition("#")[0].partition("?")[2]


def _accept(operation: Operation, sent: Sent) -> Iterator[str]:
    """Every media type of a documented result has to be asked for, but what is only
    another form of JSON; streams are asked for on their own.
    """
    text = sent.header("accept") or "*/*"
    asked = {part.partition(";")[0].strip().lower() for part in text.split(",")}
    results = [reply for reply in operation.replies if reply.status.startswith("2")]
    medias = [m for reply in results for m in reply.content if not m.is_other]
    streams = any(media.is_stream and media.essence in asked for media in medias)
    for media in medias if "*/*" not in asked else ():
        if media.essence not in asked and media.is_stream is streams:
            yield f"/header/accept: {media.essence} is not asked for, but {text}"


class Oracle:
    """Judges requests by the document.

    Args:
        described: The document.
        secrets: What the client was given, by security scheme.
        base_path: Path of the server.
    """

    def __init__(
        self,
        described: Description,
        secrets: Mapping[str, Secret],
        base_path: str,
    ) -> None:
        self._document = described.document
        self._view = described.requests
        self._secrets = secrets
        self._base_path = base_path

    def judge(
        self, operation: Operation, media: Media | None, call: Any, sent: Sent
    ) -> Iterator[str]:
        """Give what is wrong with a request, each as ``pointer: what``.

        Args:
            media: The media type of the body, if there is one.
            call: The values that should have been sent, by location and name.
        """
        if sent.method != operation.method:
            yield f"/method: {operation.method} expected, not {sent.method}"
        if not sent.path.startswith(self._base_path):
            yield f"/path: {sent.path} does not begin with {self._base_path}"
        path = sent.path.removeprefix(self._base_path)
        yield from path_differences(operation, path, call.get("path", {}))
        query = Pairs.of(sent.query)
        cookies = Pairs.of(sent.header("cookie") or "", ";", plus=False)
        headers = {name.lower() for name, _ in sent.headers} - _USUAL
        yield from self._credentials(operation, sent, query, cookies, headers)
        yield from self._query(operation, call, query)
        yield from self._headers(operation, call, sent, headers)
        yield from self._cookies(operation, call, cookies)
        yield from self._body(operation, media, call, sent)
        yield from _accept(operation, sent)

    def _query(self, operation: Operation, call: Any, query: Pairs) -> Iterator[str]:
        for name, value in Pairs.of(_fixed_query(operation)).left:
            if query.take(name) != [value]:
                yield f"/query/{name}: {value!r}, which is in the path, is missing"
        values = call.get("query", {})
        for parameter in operation.among("query"):
            if parameter.name in values:
                pointer = f"/query/{parameter.name}"
                value = values[parameter.name]
                yield from value_differences(parameter, value, query, pointer)
        for parameter in operation.among("querystring"):
            if parameter.name in call.get("querystring", {}):
                query.left.clear()
        for name in query.names():
            yield f"/query/{name}: not expected"

    def _headers(
        self, operation: Operation, call: Any, sent: Sent, left: set[str]
    ) -> Iterator[str]:
        values = call.get("header", {})
        for parameter in operation.among("header"):
            if parameter.name not in values:
                continue
            pointer = f"/header/{parameter.name}"
            left.discard(parameter.name.lower())
            text = sent.header(parameter.name)
            if text is None:
                yield f"{pointer}: missing"
            else:
                value = values[parameter.name]
                yield from header_differences(parameter, value, text, pointer)
        for name in sorted(left - operation.repetition()):
            yield f"/header/{name}: not expected"

    def _cookies(
        self, operation: Operation, call: Any, cookies: Pairs
    ) -> Iterator[str]:
        values = call.get("cookie", {})
        for parameter in operation.among("cookie"):
            if parameter.name in values:
                pointer = f"/cookie/{parameter.name}"
                value = values[parameter.name]
                yield from value_differences(parameter, value, cookies, pointer)
        for name in cookies.names():
            yield f"/cookie/{name}: not expected"

    # Credentials

    def _credentials(
        self,
        operation: Operation,
        sent: Sent,
        query: Pairs,
        cookies: Pairs,
        headers: set[str],
    ) -> Iterator[str]:
        """Exactly the credentials of one alternative are there, whichever it is."""
        found = {
            key
            for key in self._secrets
            if self._is_there(key, sent, query, cookies) is not False
        }
        alternatives = self.alternatives(operation)
        for key in self._secrets:
            location, name = self.place(key)
            if key in found and location == "header":
                headers.discard(name.lower())
            elif key in found and location == "query":
                query.take(name)
            elif key in found and location == "cookie":
                cookies.take(name)
        if "authorization" in headers:
            yield "/header/authorization: not the credential that was given"
        if not any(self._matches(found, each) for each in alternatives):
            wanted = " or ".join(
                " and ".join(sorted(each)) or "nothing" for each in alternatives
            )
            has = ", ".join(sorted(found)) or "none"
            yield f"/security: {wanted} expected, and there is {has}"

    def alternatives(self, operation: Operation) -> list[set[str]]:
        """The sets of schemes of which one has to be there.

        Where the document names a scheme that it does not define: all there are.
        """
        if operation.security is None:
            return [set(self._secrets)]
        listed = [set(each) for each in operation.security]
        known = [each for each in listed if each and each <= set(self._secrets)]
        return known or [set()]

    def _matches(self, found: set[str], wanted: set[str]) -> bool:
        """Whether these are there and nothing else; what no request shows counts, and
        where several have one place, such as the Authorization header, one is enough.
        """
        invisible = {key for key in self._secrets if not self.place(key)[0]}
        shown = {self._shown(key) for key in found - invisible}
        asked = {self._shown(key) for key in wanted - invisible}
        places = {each[:2] for each in asked}
        return shown <= asked and {each[:2] for each in shown} == places

    def _shown(self, key: str) -> tuple[str, str, Secret]:
        """Where and what a credential is, so that one that is twice there is one."""
        location, name = self.place(key)
        return location, name.lower(), self._expected(key)

    def place(self, key: str) -> tuple[str, str]:
        """The location and the name of a credential; empty where none shows it."""
        scheme = self._document.schemes[key]
        if scheme.get("type") == "apiKey":
            return str(scheme.get("in")), str(scheme.get("name"))
        if scheme.get("type") == "mutualTLS":
            return "", ""
        return "header", "Authorization"

    def _expected(self, key: str) -> str:
        """The text of a credential where it stands."""
        scheme, secret = self._document.schemes[key], self._secrets[key]
        if isinstance(secret, tuple):
            pair = base64.b64encode(":".join(secret).encode()).decode()
            return f"Basic {pair}"
        kind, name = scheme.get("type"), str(scheme.get("scheme", "")).lower()
        if kind == "apiKey" or (kind == "http" and name != "bearer"):
            return secret
        return f"Bearer {secret}"

    def _is_there(self, key: str, sent: Sent, query: Pairs, cookies: Pairs) -> bool:
        location, name = self.place(key)
        expected = self._expected(key)
        if location == "header":
            return sent.header(name) == expected
        pairs = {"query": query.left, "cookie": cookies.left}.get(location, [])
        return (name, expected) in [(unquote(n), unquote(v)) for n, v in pairs]

    # The body

    def _body(
        self, operation: Operation, media: Media | None, call: Any, sent: Sent
    ) -> Iterator[str]:
        if "body" not in call or media is None:
            if sent.content:
                yield f"/body: none expected, not {sent.content[:100]!r}"
            return
        value = call["body"]
        if value == {} and not operation.body_required and not sent.content:
            return
        # A form of empty arrays only has no pair.
        if not sent.content and value not in ("", {}) and media.kind != "form":
            yield "/body: missing"
            return
        given = sent.header("content-type") or ""
        essence = given.partition(";")[0]
        exact = media.kind == "multipart" or "*" in media.name or given == media.name
        wrong = essence.strip().lower() != media.essence and "*" not in media.name
        if wrong or not exact:
            yield f"/header/content-type: {media.name} expected, not {given or 'none'}"
            return
        found = list(body_differences(media, value, sent))
        yield from found
        if not found and media.kind == "json" and media.schema:
            schema = reference(media.schema)
            for problem in self._view.problems(schema, value):
                yield f"/body{problem}"
