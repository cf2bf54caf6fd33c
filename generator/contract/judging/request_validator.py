"""Judges requests by the document and the values that they should have.

This module knows neither the client nor its models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

import httpx2

from generator.contract.client import BASE_URL, Outcome
from generator.contract.drawing.calls import Call
from generator.contract.drawing.serializable import path_text
from generator.contract.judging.credentials import Credentials
from generator.contract.judging.decoded_types import DecodedTypes
from generator.contract.judging.pairs import Pairs, Unread
from generator.contract.judging.wire_format import (
    body_differences,
    expanded,
    header_differences,
    parameter_differences,
    path_differences,
)
from generator.contract.operation import Operation, media_type_identity
from generator.contract.problem import Problem
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import SchemaVariants
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["RequestValidator"]


class RequestValidator:
    """Finds what is wrong in requests.

    Args:
        specification: The document.
        credentials: The credentials of the client; None if they are not known.
        base_path: The path of the client's base URL; None if it is not known.
    """

    def __init__(
        self,
        specification: Specification,
        credentials: Credentials | None = None,
        base_path: str | None = None,
    ) -> None:
        self._credentials = credentials or Credentials(specification.document)
        self._base_path = base_path
        self._schemas = specification.requests
        variants = SchemaVariants(specification.requests.enforced)
        self._types = DecodedTypes(variants, is_json=True)

    def problems(
        self, operation: Operation, request: SentRequest, call: Call
    ) -> Iterator[str]:
        """Yield what is wrong with the request of a call, as ``pointer: problem``."""
        if request.method != operation.method:
            yield f"/method: expected {operation.method}, got {request.method}"
        unread = Unread(request)
        for parameter in operation.parameters_in("header"):
            value = call.values.get("header", {}).get(parameter.name)
            is_cookie = parameter.name.lower() == "cookie" and value is not None
            text = path_text(parameter, value) if is_cookie else ""
            if is_cookie and not unread.take_cookie_header(text):
                pointer, actual = f"/header/{parameter.name}", request.header("cookie")
                yield f"{pointer}: expected {value!r} first, got {actual!r}"
        yield from self._credentials.problems(operation, unread, call.values)
        # Some documents have a query in the path template.
        fixed_query = operation.path.partition("#")[0].partition("?")[2]
        for name, template in Pairs.parse(fixed_query).left:
            value = expanded(template, operation, call.values.get("path", {}))
            if unread.query.take_decoded(name) not in ([value], [unquote_plus(value)]):
                yield f"/query/{name}: expected {value!r}, as in the path, got nothing"
        yield from self._path_problems(operation, request, call)
        yield from _parameter_problems(operation, request, unread, call)
        yield from self._body_problems(operation, call, request)
        yield from _accept_problems(operation, request)

    def outcome_problems(
        self, operation: Operation, call: Call, outcome: Outcome
    ) -> Iterator[str]:
        """Yield what is wrong with the outcome of a valid call, which is one request."""
        if outcome.error is not None:
            error = f"{type(outcome.error).__name__}: {outcome.error}"
            yield f"/: expected a request, got {error}"
        elif len(outcome.requests) != 1:
            yield f"/: expected one request, got {len(outcome.requests)}"
        else:
            yield from self.problems(operation, outcome.requests[0], call)

    def _path_problems(
        self, operation: Operation, request: SentRequest, call: Call
    ) -> Iterator[str]:
        base, values = self._base_path, call.values.get("path", {})
        if base is not None and operation.own_server:
            url = httpx2.URL(f"{BASE_URL}/").join(operation.own_server)
            base = url.path.rstrip("/")
        if base is not None and not request.path.startswith(base):
            yield f"/path: expected {base} at the start, got {request.path}"
        path = request.path.removeprefix(base or "")
        is_suffix = base is None
        yield from path_differences(operation, path, values, is_suffix=is_suffix)

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
        # Keywords of which none is given are no body, and a form cannot be null.
        no_keywords = value == {} and not media_type.is_whole
        is_absent = no_keywords or (value is None and media_type.is_form)
        if is_absent and is_optional and not request.content:
            return
        # A form whose arrays are all empty has no pairs, a sequence of nothing no texts.
        is_empty = media_type.kind == "form" or (media_type.is_lines and value == [])
        if not request.content and value not in ("", {}) and not is_empty:
            yield f"/body: expected {value!r:.200}, got no body"
            return
        content_type = request.header("content-type") or ""
        if not media_type.is_sent_as(content_type):
            actual = content_type or "none"
            yield f"/header/content-type: expected {media_type.name}, got {actual}"
            return
        found = list(body_differences(media_type, value, request))
        yield from found
        is_text = media_type.sends_text(value)
        if not found and media_type.kind == "json" and not is_text:
            schema = reference(media_type.schema)
            for problem in self._schemas.problems(schema, value):
                yield problem.below("/body")
            sent = json.loads(request.content)
            for text in self._types.problems(schema, value, sent):
                yield Problem(text).below("/body")


def _parameter_problems(
    operation: Operation, request: SentRequest, unread: Unread, call: Call
) -> Iterator[str]:
    """How the query, the cookies and the headers differ from the values of a call."""
    for location, what in (("query", "parameter"), ("cookie", "cookie")):
        pairs, values = unread.pairs(location), call.values.get(location, {})
        for parameter in operation.parameters_in(location):
            if parameter.name in values:
                value, pointer = values[parameter.name], f"/{location}/{parameter.name}"
                yield from parameter_differences(parameter, value, pairs, pointer)
        if location == "query" and "querystring" in call.values:
            continue
        for name in pairs.names():
            yield f"/{location}/{name}: expected no such {what}"
    for parameter in operation.parameters_in("header"):
        is_given = parameter.name in call.values.get("header", {})
        if is_given and parameter.name.lower() != "cookie":
            unread.take("header", parameter.name)
            value = call.values["header"][parameter.name]
            text, pointer = request.header(parameter.name), f"/header/{parameter.name}"
            if text is None:
                yield f"{pointer}: expected {value!r}, got no header"
            else:
                yield from header_differences(parameter, value, text, pointer)
    for name in sorted(unread.headers - {operation.idempotency_header}):
        yield f"/header/{name}: expected no such header"


def _accept_problems(operation: Operation, request: SentRequest) -> Iterator[str]:
    """A request accepts every media type of a documented result, but for alternatives
    of JSON. Either all of them are streams, or none.
    """
    header = request.header("accept") or "*/*"
    parts = re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', header)
    accepted = set(map(media_type_identity, parts))
    media_types = [
        media_type
        for response in operation.responses
        for media_type in response.content
        if response.status.startswith("2") and not media_type.is_alternative
    ]
    is_stream = any(
        each.is_stream and each.identity in accepted for each in media_types
    )
    accepts_all = media_type_identity("*/*") in accepted
    for each in () if accepts_all else media_types:
        if each.identity not in accepted and each.is_stream is is_stream:
            yield f"/header/accept: expected {each.name}, got {header}"
