"""Judges requests: compares what a client sent with what the document requires.

This module knows neither the client nor its models.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .calls import Specification
from .direction_schema import reference
from .operation import MediaType, Operation
from .wire_format import (
    Pairs,
    SentRequest,
    body_differences,
    header_differences,
    parameter_differences,
    path_differences,
)

__all__ = ["RequestOracle", "Secret"]

Secret = str | tuple[str, str]
"""A credential, or user name and password."""

# Headers that HTTP clients send on their own.
_IMPLICIT_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "cookie", "host", "user-agent"}
    | {"content-length", "content-type", "transfer-encoding"}
)


@dataclass
class _Unread:
    """The parts of a request that no parameter or credential accounts for yet."""

    request: SentRequest
    query: Pairs = field(init=False)
    cookies: Pairs = field(init=False)
    headers: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.query = Pairs.parse(self.request.query)
        self.cookies = Pairs.cookies(self.request)
        names = {name.lower() for name, _ in self.request.headers}
        self.headers = names - _IMPLICIT_HEADERS

    def take(self, location: str, name: str) -> None:
        if location == "header":
            self.headers.discard(name.lower())
        elif location == "query":
            self.query.take(name)
        elif location == "cookie":
            self.cookies.take(name)

    def contains(self, location: str, name: str, value: str) -> bool:
        if location == "header":
            return self.request.header(name) == value
        pairs = {"query": self.query, "cookie": self.cookies}.get(location)
        left = pairs.left if pairs is not None else []
        return (name, value) in [(unquote(n), unquote(v)) for n, v in left]


class RequestOracle:
    """Finds the differences between requests and the document.

    Args:
        specification: The document.
        secrets: The credentials of the client, by security scheme.
        base_path: The path of the client's base URL.
    """

    def __init__(
        self,
        specification: Specification,
        secrets: Mapping[str, Secret],
        base_path: str,
    ) -> None:
        self._document = specification.document
        self._schemas = specification.requests
        self._secrets = secrets
        self._base_path = base_path

    def problems(
        self,
        operation: Operation,
        media_type: MediaType | None,
        values: Mapping[str, Any],
        request: SentRequest,
    ) -> Iterator[str]:
        """Yield what is wrong with a request, each as ``pointer: problem``.

        Args:
            media_type: The media type of the body; None if there is no body.
            values: The expected values, by location and name in the document.
        """
        if request.method != operation.method:
            yield f"/method: expected {operation.method}, got {request.method}"
        if not request.path.startswith(self._base_path):
            yield f"/path: expected {self._base_path} at the start, got {request.path}"
        path = request.path.removeprefix(self._base_path)
        yield from path_differences(operation, path, values.get("path", {}))
        unread = _Unread(request)
        yield from self._credential_problems(operation, unread)
        yield from self._query_problems(operation, values, unread.query)
        yield from self._header_problems(operation, values, unread)
        yield from self._cookie_problems(operation, values, unread.cookies)
        yield from self._body_problems(operation, media_type, values, request)
        yield from _accept_problems(operation, request)

    def _query_problems(
        self, operation: Operation, values: Mapping[str, Any], query: Pairs
    ) -> Iterator[str]:
        # Some documents have a query in the path template.
        fixed_query = operation.path.partition("#")[0].partition("?")[2]
        for name, value in Pairs.parse(fixed_query).left:
            if query.take(name) != [value]:
                yield f"/query/{name}: expected {value!r}, as in the path, got nothing"
        yield from _pair_problems(operation, "query", values, query)
        for parameter in operation.parameters_in("querystring"):
            if parameter.name in values.get("querystring", {}):
                query.left.clear()
        for name in query.names():
            yield f"/query/{name}: expected no such parameter"

    def _header_problems(
        self, operation: Operation, values: Mapping[str, Any], unread: _Unread
    ) -> Iterator[str]:
        expected = values.get("header", {})
        for parameter in operation.parameters_in("header"):
            if parameter.name not in expected:
                continue
            pointer = f"/header/{parameter.name}"
            unread.take("header", parameter.name)
            value, text = expected[parameter.name], unread.request.header(
                parameter.name
            )
            if text is None:
                yield f"{pointer}: expected {value!r}, got no header"
            else:
                yield from header_differences(parameter, value, text, pointer)
        for name in sorted(unread.headers - operation.idempotency_headers):
            yield f"/header/{name}: expected no such header"

    def _cookie_problems(
        self, operation: Operation, values: Mapping[str, Any], cookies: Pairs
    ) -> Iterator[str]:
        yield from _pair_problems(operation, "cookie", values, cookies)
        for name in cookies.names():
            yield f"/cookie/{name}: expected no such cookie"

    # Credentials

    def _credential_problems(
        self, operation: Operation, unread: _Unread
    ) -> Iterator[str]:
        """A request has exactly the credentials of one alternative."""
        sent = {
            scheme
            for scheme in self._secrets
            if unread.contains(
                *self._document.credential_place(scheme), self._credential(scheme)
            )
        }
        for scheme in sent:
            unread.take(*self._document.credential_place(scheme))
        if "authorization" in unread.headers:
            yield "/header/authorization: expected the credential of the client"
        alternatives = self.alternatives(operation)
        if not any(self._is_alternative(sent, each) for each in alternatives):
            expected = " or ".join(
                " and ".join(sorted(each)) or "no credentials" for each in alternatives
            )
            yield f"/security: expected {expected}, got {', '.join(sorted(sent)) or 'none'}"

    def alternatives(self, operation: Operation) -> list[set[str]]:
        """Return the sets of security schemes of which a request must have one.

        If the document names a scheme that it does not define, the client sends all its
        credentials.
        """
        if operation.security is None:
            return [set(self._secrets)]
        required = [set(each) for each in operation.security]
        possible = [each for each in required if each and each <= set(self._secrets)]
        return possible or [set()]

    def _is_alternative(self, sent: set[str], required: set[str]) -> bool:
        """Whether the credentials in a request are the required ones and no others.

        Schemes that a request does not show count as sent. If several have the same
        place, such as the Authorization header, one is enough.
        """
        shown = {
            self._shown(scheme)
            for scheme in sent
            if self._document.credential_place(scheme)[0]
        }
        wanted = {
            self._shown(scheme)
            for scheme in required
            if self._document.credential_place(scheme)[0]
        }
        places = {each[:2] for each in wanted}
        return shown <= wanted and {each[:2] for each in shown} == places

    def _shown(self, scheme: str) -> tuple[str, str, str]:
        """Location, name and value: what schemes with the same credential share."""
        location, name = self._document.credential_place(scheme)
        return location, name.lower(), self._credential(scheme)

    def _credential(self, scheme: str) -> str:
        """The value of a credential in a request."""
        described, secret = self._document.schemes[scheme], self._secrets[scheme]
        if isinstance(secret, tuple):
            return f"Basic {base64.b64encode(':'.join(secret).encode()).decode()}"
        kind, name = described.get("type"), str(described.get("scheme", "")).lower()
        is_verbatim = kind == "apiKey" or (kind == "http" and name != "bearer")
        return secret if is_verbatim else f"Bearer {secret}"

    # The body

    def _body_problems(
        self,
        operation: Operation,
        media_type: MediaType | None,
        values: Mapping[str, Any],
        request: SentRequest,
    ) -> Iterator[str]:
        if "body" not in values or media_type is None:
            if request.content:
                yield f"/body: expected no body, got {request.content[:100]!r}"
            return
        value = values["body"]
        if value == {} and not operation.body_required and not request.content:
            return
        # A form whose arrays are all empty has no pairs.
        is_empty_form = media_type.kind == "form"
        if not request.content and value not in ("", {}) and not is_empty_form:
            yield f"/body: expected {value!r:.200}, got no body"
            return
        content_type = request.header("content-type") or ""
        is_range = "*" in media_type.name
        is_exact = content_type == media_type.name
        if not is_range and (
            request.content_type != media_type.essence
            or not (is_exact or media_type.kind == "multipart")
        ):
            actual = content_type or "none"
            yield f"/header/content-type: expected {media_type.name}, got {actual}"
            return
        found = list(body_differences(media_type, value, request))
        yield from found
        if not found and media_type.kind == "json":
            schema = reference(media_type.schema)
            for problem in self._schemas.problems(schema, value):
                yield f"/body{problem}"


def _pair_problems(
    operation: Operation, location: str, values: Mapping[str, Any], pairs: Pairs
) -> Iterator[str]:
    expected = values.get(location, {})
    for parameter in operation.parameters_in(location):
        if parameter.name in expected:
            pointer = f"/{location}/{parameter.name}"
            value = expected[parameter.name]
            yield from parameter_differences(parameter, value, pairs, pointer)


def _accept_problems(operation: Operation, request: SentRequest) -> Iterator[str]:
    """A request accepts every media type of a documented result, but for alternatives
    of JSON. Either all of them are streams, or none.
    """
    header = request.header("accept") or "*/*"
    accepted = {part.partition(";")[0].strip().lower() for part in header.split(",")}
    media_types = [
        media_type
        for response in operation.responses
        for media_type in response.content
        if response.status.startswith("2") and not media_type.is_alternative
    ]
    is_stream = any(each.is_stream and each.essence in accepted for each in media_types)
    for each in media_types if "*/*" not in accepted else ():
        if each.essence not in accepted and each.is_stream is is_stream:
            yield f"/header/accept: expected {each.essence}, got {header}"
