"""Compare the requests that a client sent with those that the document requires.

This module knows neither the client nor its models.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from generator.contract.client import Outcome
from generator.contract.drawing.calls import Call
from generator.contract.judging.wire_format import (
    Pairs,
    body_differences,
    header_differences,
    parameter_differences,
    path_differences,
)
from generator.contract.operation import Operation, Parameter
from generator.contract.schemas.direction_schema import reference
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["RequestOracle", "Secret", "outcome_problems"]

Secret = str | tuple[str, str]
"""A credential, or user name and password."""

# Headers that HTTP clients send on their own.
_IMPLICIT_HEADERS = frozenset(
    {"accept", "accept-encoding", "connection", "cookie", "host", "user-agent"}
    | {"content-length", "content-type", "transfer-encoding"}
)


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
        self, operation: Operation, call: Call, request: SentRequest
    ) -> Iterator[str]:
        """Yield what is wrong with a request for a call, as ``pointer: problem``."""
        if request.method != operation.method:
            yield f"/method: expected {operation.method}, got {request.method}"
        if not request.path.startswith(self._base_path):
            yield f"/path: expected {self._base_path} at the start, got {request.path}"
        path = request.path.removeprefix(self._base_path)
        yield from path_differences(operation, path, call.values.get("path", {}))
        unread = _Unread(operation, call, request)
        yield from self._credential_problems(unread)
        yield from unread.query_problems()
        yield from unread.header_problems()
        yield from unread.cookie_problems()
        yield from self._body_problems(operation, call, request)
        yield from _accept_problems(operation, request)

    # Credentials

    def _credential_problems(self, unread: _Unread) -> Iterator[str]:
        """A request has exactly the credentials of one alternative."""
        place = self._document.credential_place
        sent = {
            scheme
            for scheme in self._secrets
            if unread.contains(*place(scheme), self._credential(scheme))
        }
        for scheme in sent:
            unread.take(*place(scheme))
        if "authorization" in unread.headers:
            yield "/header/authorization: expected the credential of the client"
        alternatives = self.alternatives(unread.operation)
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
        self, operation: Operation, call: Call, request: SentRequest
    ) -> Iterator[str]:
        media_type = call.media_type
        if "body" not in call.values or media_type is None:
            if request.content:
                yield f"/body: expected no body, got {request.content[:100]!r}"
            return
        value = call.values["body"]
        is_optional = not operation.body_required
        if value in ({}, None) and is_optional and not request.content:
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


def outcome_problems(
    oracle: RequestOracle, operation: Operation, call: Call, outcome: Outcome
) -> Iterator[str]:
    """Yield what is wrong with the outcome of a valid call."""
    if outcome.error is not None:
        error = f"{type(outcome.error).__name__}: {outcome.error}"
        yield f"/: expected a request, got {error}"
    elif len(outcome.requests) != 1:
        yield f"/: expected one request, got {len(outcome.requests)}"
    else:
        yield from oracle.problems(operation, call, outcome.requests[0])


class _Unread:
    """The parts of a request that no parameter or credential accounts for yet.

    Args:
        operation: The operation that is called.
        call: The expected values.
        request: The request.
    """

    def __init__(self, operation: Operation, call: Call, request: SentRequest) -> None:
        self.operation = operation
        self._values = call.values
        self._request = request
        self._query = Pairs.parse(request.query)
        self._cookies = Pairs.cookies(request)
        names = {name.lower() for name, _ in request.headers}
        self.headers = names - _IMPLICIT_HEADERS

    def take(self, location: str, name: str) -> None:
        """Account for a credential or a header."""
        if location == "header":
            self.headers.discard(name.lower())
        elif location in ("query", "cookie"):
            self._pairs(location).take(name)

    def contains(self, location: str, name: str, value: str) -> bool:
        """Return whether there is a credential."""
        if location == "header":
            return self._request.header(name) == value
        pairs = self._pairs(location).left if location else []
        return (name, value) in [(unquote(n), unquote(v)) for n, v in pairs]

    def _pairs(self, location: str) -> Pairs:
        return self._query if location == "query" else self._cookies

    def _expected(self, location: str) -> Iterator[tuple[Parameter, Any, str]]:
        """The parameters that a call has, their values and their pointers."""
        values = self._values.get(location, {})
        for parameter in self.operation.parameters_in(location):
            if parameter.name in values:
                pointer = f"/{location}/{parameter.name}"
                yield parameter, values[parameter.name], pointer

    def query_problems(self) -> Iterator[str]:
        # Some documents have a query in the path template.
        fixed_query = self.operation.path.partition("#")[0].partition("?")[2]
        for name, value in Pairs.parse(fixed_query).left:
            if self._query.take(name) != [value]:
                yield f"/query/{name}: expected {value!r}, as in the path, got nothing"
        for parameter, value, pointer in self._expected("query"):
            yield from parameter_differences(parameter, value, self._query, pointer)
        if any(self._expected("querystring")):
            self._query.left.clear()
        for name in self._query.names():
            yield f"/query/{name}: expected no such parameter"

    def header_problems(self) -> Iterator[str]:
        for parameter, value, pointer in self._expected("header"):
            self.take("header", parameter.name)
            text = self._request.header(parameter.name)
            if text is None:
                yield f"{pointer}: expected {value!r}, got no header"
            else:
                yield from header_differences(parameter, value, text, pointer)
        for name in sorted(self.headers - {self.operation.idempotency_header}):
            yield f"/header/{name}: expected no such header"

    def cookie_problems(self) -> Iterator[str]:
        for parameter, value, pointer in self._expected("cookie"):
            yield from parameter_differences(parameter, value, self._cookies, pointer)
        for name in self._cookies.names():
            yield f"/cookie/{name}: expected no such cookie"


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
