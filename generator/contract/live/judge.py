"""Says which side is at fault where a server, its document and the client disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

import httpx2
import jsonschema_rs

from generator.contract.client import Outcome
from generator.contract.json_values import (
    as_object,
    is_array,
    is_object,
    resolve_pointer,
)
from generator.contract.judging.content import content_differences, content_items
from generator.contract.judging.responses import exception_name
from generator.contract.live.transport import Exchange
from generator.contract.operation import MediaType, Operation
from generator.contract.schemas.direction_schema import MAX_MESSAGE_LENGTH, reference
from generator.contract.specification import Specification

__all__ = ["Judge", "Judgement", "Mismatch", "client_mismatches"]

Fault = Literal["server", "document", "client", "note"]
"""Who is at fault; ``note`` for a deviation that does not fail the test."""
_Error = tuple[Fault, str, str, str]
"""The fault, the place, the message and the rule of an error."""
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated"}
)
_TIME = r"\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?"
_ISO_8601 = {
    "date-time": re.compile(rf"\d{{4}}-\d\d-\d\d[Tt ]{_TIME}"),
    "time": re.compile(_TIME),
    "duration": re.compile(
        r"[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?"
        r"(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?"
    ),
}
"""Texts of formats, in more spellings than those of RFC 3339, which JSON Schema asks for.
Many servers leave out the offset of a time."""


@dataclass(frozen=True)
class Mismatch:
    """One place where a server, its document and the client do not agree."""

    fault: Fault
    pointer: str
    """The place in the request or the response, such as ``/body/items/0/id``."""
    message: str
    value: Any = None
    """What came; None if the message says enough."""
    source: str = ""
    """The pointer of the rule in the document; empty if it is not known."""


@dataclass
class Judgement:
    """The mismatches of a response, and how many of its values were compared."""

    mismatches: list[Mismatch] = field(default_factory=list[Mismatch])
    values: int = 0


class Judge:
    """Compares responses with the document.

    Args:
        specification: The document.
    """

    def __init__(self, specification: Specification) -> None:
        self._root = specification.document.root
        self._requests = specification.requests
        self._schemas = specification.responses

    def response(self, exchange: Exchange, received: httpx2.Response) -> Judgement:
        """Return how a response violates the document."""
        judgement = Judgement()
        judgement.mismatches += self._mismatches(exchange, received, judgement)
        return judgement

    def _mismatches(
        self, exchange: Exchange, received: httpx2.Response, judgement: Judgement
    ) -> Iterator[Mismatch]:
        operation, status = exchange.operation, received.status_code
        response = operation.response_for(status)
        responses = f"{operation.pointer}/responses"
        if response is None:
            fault: Fault = "server"
            message = "this status is not documented"
            if 200 <= status < 300 and not operation.results:
                fault, message = "note", "no successful response is documented"
            yield Mismatch(fault, "/status", message, status, responses)
            return
        location = received.headers.get("location", "")
        if not _is_url(location):
            yield Mismatch("server", "/header/location", "not a valid URL", location)
        for redirect in exchange.redirects:
            if operation.response_for(redirect) is None:
                message = "this redirect, which was followed, is not documented"
                yield Mismatch("note", "/status", message, redirect, responses)
        if not response.content or not _has_body(operation, status):
            return
        media_type = _documented_type(operation, received)
        if media_type is None:
            # A media type for any value says only that the body is not described.
            is_described = any(map(self._restricts, response.content))
            names = " or ".join(each.name for each in response.content)
            fault = "server" if is_described else "note"
            message = f"{names} is documented"
            actual = received.headers.get("content-type", "")
            own = f"{responses}/{response.status}"
            yield Mismatch(fault, "/header/content-type", message, actual, own)
        elif not exchange.is_complete and not media_type.is_stream:
            message = "too large or too slow to be compared"
            yield Mismatch("note", "/body", message)
        else:
            yield from self._body_mismatches(media_type, received, judgement)

    def _restricts(self, media_type: MediaType) -> bool:
        """Whether a media type has a schema that does not allow every value."""
        pointer = media_type.schema or media_type.item_schema
        if not pointer:
            return media_type.kind != "json"
        schema = resolve_pointer(self._root, self._schemas.final_pointer(pointer))
        return schema is not True and not _ANNOTATIONS.issuperset(schema)

    def _body_mismatches(
        self, media_type: MediaType, received: httpx2.Response, judgement: Judgement
    ) -> Iterator[Mismatch]:
        is_stream = media_type.is_stream
        schema = reference(media_type.item_schema if is_stream else media_type.schema)
        # If an example is invalid in the same place, the schema is wrong.
        examples = () if is_stream else media_type.examples.values()
        suspects = {at for each in examples for _, at, *_ in self._errors(schema, each)}
        charset = received.charset_encoding or "utf-8"
        items = content_items(media_type, received.content, charset)
        if is_stream and not items:
            yield Mismatch("note", "/body", "no item came, so none was compared")
        for index, candidates in enumerate(items):
            place = f"/body/{index}" if is_stream else "/body"
            if not candidates:
                excerpt = None if is_stream else received.content[:80]
                yield Mismatch("server", place, "expected JSON", excerpt)
                continue
            found = [(list(self._errors(schema, each)), each) for each in candidates]
            errors, value = next((each for each in found if not each[0]), found[0])
            judgement.values += _count(value) if self._restricts(media_type) else 0
            for fault, pointer, message, source in errors:
                if fault == "server" and pointer in suspects:
                    fault = "document"
                actual = _value_at(value, pointer)
                yield Mismatch(fault, f"{place}{pointer}", message, actual, source)

    def _errors(self, schema: Any, value: Any) -> Iterator[_Error]:
        for error in self._schemas.validator(schema).iter_errors(value):
            fault: Fault = "server"
            message = error.message[:MAX_MESSAGE_LENGTH]
            location = unquote(error.absolute_keyword_location or "")
            pointer = "".join(f"/{each}" for each in error.instance_path)
            if _is_iso_8601(error):
                fault, message = "note", f"{message} of RFC 3339, but of ISO 8601"
            elif _allows_no_name(error):
                fault, message = "document", f"propertyNames: {message}"
            elif self._is_write_only(schema, value, error):
                fault, message = "note", "a writeOnly property should not be sent"
            yield fault, pointer, message, location.partition("#")[2]

    def _is_write_only(
        self, schema: Any, value: Any, error: jsonschema_rs.ValidationError
    ) -> bool:
        """Whether a request may have the property that is forbidden in a response."""
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
            return False
        errors = self._requests.validator(schema).iter_errors(value)
        return error.instance_path not in [each.instance_path for each in errors]


def client_mismatches(
    exchange: Exchange, received: httpx2.Response, outcome: Outcome, is_stream: bool
) -> Iterator[Mismatch]:
    """Yield what the client makes wrong of a response that is as documented.

    Args:
        is_stream: Whether the method is for streams; a server may answer something
            else, which is documented, but for another method.
    """
    operation, error = exchange.operation, outcome.error
    status, value = received.status_code, outcome.value
    is_result = operation.response_for(status) in operation.results
    if not (is_result or 200 <= status < 300):
        if type(error).__name__ != exception_name(status):
            message = f"expected {exception_name(status)}"
            yield Mismatch("client", "/status", message, repr(error or value))
        return
    media_type = _documented_type(operation, received)
    if media_type is not None and media_type.is_stream is not is_stream:
        return
    if error is not None:
        yield Mismatch("client", "/body", "a valid response was rejected", repr(error))
        return
    for text in outcome.warnings:
        if "Validation" in text.partition(":")[0]:
            message = "expected no warning for a valid response"
            yield Mismatch("client", "/body", message, text)
    if media_type is None or value is None or not (exchange.is_complete or is_stream):
        return
    charset = received.charset_encoding or "utf-8"
    for problem in content_differences(media_type, received.content, value, charset):
        pointer, _, difference = problem.partition(": ")
        place = f"/body{pointer}".rstrip("/")
        yield Mismatch("client", place, "decoded incorrectly", difference)


def _has_body(operation: Operation, status: int) -> bool:
    return operation.method != "HEAD" and status not in (204, 205, 304)


def _documented_type(
    operation: Operation, received: httpx2.Response
) -> MediaType | None:
    """The documented media type that is best for a response; None if there is none, or
    no body.
    """
    response = operation.response_for(received.status_code)
    if response is None or not _has_body(operation, received.status_code):
        return None
    content_type = received.headers.get("content-type", "")
    name = content_type.replace(" ", "").lower()
    return min(
        (each for each in response.content if each.includes(content_type)),
        key=lambda m: (m.name.replace(" ", "").lower() != name, "*" in m.name),
        default=None,
    )


def _is_url(text: str) -> bool:
    try:
        httpx2.URL(text)
    except httpx2.InvalidURL:
        return False
    return True


def _is_iso_8601(error: jsonschema_rs.ValidationError) -> bool:
    """Whether a text only has another spelling of its format, in a variant for it."""
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Format(format=name) if name in _ISO_8601:
            return bool(_ISO_8601[name].fullmatch(str(error.instance)))
        case jsonschema_rs.ValidationErrorKind.AnyOf(context=variants):
            return any(errors and all(map(_is_iso_8601, errors)) for errors in variants)
        case _:
            return False


def _allows_no_name(error: jsonschema_rs.ValidationError) -> bool:
    """Whether a schema for the names of properties allows no text."""
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
            return isinstance(inner.kind, jsonschema_rs.ValidationErrorKind.Type) or (
                isinstance(inner.kind, jsonschema_rs.ValidationErrorKind.Enum)
                and not any(isinstance(each, str) for each in inner.kind.options)
            )
        case _:
            return False


def _count(value: Any) -> int:
    """The number of values in a JSON value, not counting what contains them."""
    members = list(as_object(value).values()) if is_object(value) else value
    return sum(map(_count, members)) or 1 if is_array(members) else 1


def _value_at(value: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(value, pointer)
    except LookupError:
        return None
