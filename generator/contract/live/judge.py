"""Says which side is at fault where a server, its document and the client disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

import httpx2
import jsonschema_rs

from generator.contract.json_values import (
    as_object,
    is_array,
    is_iso_8601,
    is_object,
    resolve_pointer,
)
from generator.contract.judging.content import content_differences, content_items
from generator.contract.judging.responses import exception_name
from generator.contract.live.transport import Exchange
from generator.contract.operation import MediaType
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = ["Judge", "Mismatch", "client_mismatches"]

Fault = Literal["server", "document", "client", "note"]
"""Who is at fault; ``note`` for a deviation that does not fail the test."""
_Kind = jsonschema_rs.ValidationErrorKind
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated"}
)


class Mismatch(NamedTuple):
    """One place where a server, its document and the client do not agree."""

    fault: Fault
    place: str
    """The place in the response, such as ``/body/items/0/id``."""
    message: str
    value: Any = None
    """What came; None if the message says enough."""
    source: str = ""
    """The pointer of the rule in the document; empty if it is not known."""


class Judge:
    """Compares responses with the document.

    Args:
        specification: The document.
    """

    def __init__(self, specification: Specification) -> None:
        self._root = specification.document.root
        self._requests = specification.requests
        self._schemas = specification.responses

    def mismatches(
        self, exchange: Exchange, received: httpx2.Response
    ) -> Iterator[Mismatch]:
        """Yield how a response violates the document, and count what is compared."""
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
        try:
            httpx2.URL(location)
        except httpx2.InvalidURL:
            yield Mismatch("server", "/header/location", "not a valid URL", location)
        for redirect in exchange.redirects:
            if operation.response_for(redirect) is None:
                message = "this redirect, which was followed, is not documented"
                yield Mismatch("note", "/status", message, redirect, responses)
        if not response.content or not _has_body(exchange, status):
            return
        content_type = received.headers.get("content-type", "")
        media_type = response.media_type(content_type)
        if media_type is None:
            # A media type for any value says only that the body is not described.
            is_described = any(map(self._restricts, response.content))
            fault = "server" if is_described else "note"
            names = " or ".join(each.name for each in response.content)
            message, place = f"{names} is documented", "/header/content-type"
            source = f"{responses}/{response.status}"
            yield Mismatch(fault, place, message, content_type, source)
        elif not exchange.is_complete and not media_type.is_stream:
            yield Mismatch("note", "/body", "too large or too slow to be compared")
        else:
            yield from self._body_mismatches(media_type, exchange, received)

    def _restricts(self, media_type: MediaType) -> bool:
        """Whether a media type has a schema that does not allow every value."""
        pointer = media_type.schema or media_type.item_schema
        if not pointer:
            return media_type.kind != "json"
        schema = resolve_pointer(self._root, self._schemas.final_pointer(pointer))
        return schema is not True and not _ANNOTATIONS.issuperset(schema)

    def _body_mismatches(
        self, media_type: MediaType, exchange: Exchange, received: httpx2.Response
    ) -> Iterator[Mismatch]:
        is_stream = media_type.is_stream
        schema = reference(media_type.item_schema if is_stream else media_type.schema)
        # If an example is invalid in the same place, the schema is wrong.
        examples = () if is_stream else media_type.examples.values()
        suspects = {
            error.place
            for each in examples
            for error in self._errors(schema, each, "/body")
        }
        items = content_items(media_type, received.content, received.encoding)
        if is_stream and not items:
            yield Mismatch("note", "/body", "no item came, so none was compared")
        for index, candidates in enumerate(items):
            place = f"/body/{index}" if is_stream else "/body"
            if not candidates:
                actual = None if is_stream else received.content
                yield Mismatch("server", place, "expected JSON", actual)
                continue
            found = [(list(self._errors(schema, v, place)), v) for v in candidates]
            errors, value = next((each for each in found if not each[0]), found[0])
            exchange.compared += _count(value) if self._restricts(media_type) else 0
            for error in errors:
                is_suspect = error.fault == "server" and error.place in suspects
                yield error._replace(fault="document") if is_suspect else error

    def _errors(self, schema: Any, value: Any, place: str) -> Iterator[Mismatch]:
        for error in self._schemas.validator(schema).iter_errors(value):
            fault: Fault = "server"
            message, location = error.message, error.absolute_keyword_location or ""
            if _is_iso_8601(error):
                fault, message = "note", f"{message} of RFC 3339, but of ISO 8601"
            elif _allows_no_name(error):
                fault, message = "document", f"propertyNames: {message}"
            elif self._is_write_only(schema, value, error):
                fault, message = "note", "a writeOnly property should not be sent"
            pointer = "".join(f"/{each}" for each in error.instance_path)
            source = unquote(location.partition("#")[2])
            yield Mismatch(fault, f"{place}{pointer}", message, error.instance, source)

    def _is_write_only(
        self, schema: Any, value: Any, error: jsonschema_rs.ValidationError
    ) -> bool:
        """Whether a request may have the property that is forbidden in a response."""
        if not isinstance(error.kind, _Kind.FalseSchema):
            return False
        errors = self._requests.validator(schema).iter_errors(value)
        return error.instance_path not in [each.instance_path for each in errors]


def client_mismatches(
    exchange: Exchange, received: httpx2.Response
) -> Iterator[Mismatch]:
    """Yield what the client makes wrong of a response that is as documented."""
    operation, outcome = exchange.operation, exchange.outcome
    error, value = outcome.error, outcome.value
    status = received.status_code
    response = operation.response_for(status)
    if not (response in operation.results or 200 <= status < 300):
        name = exception_name(status)
        if type(error).__name__ != name:
            actual = repr(error or value)
            yield Mismatch("client", "/status", f"expected {name}", actual)
        return
    media_type = None
    if response is not None and _has_body(exchange, status):
        media_type = response.media_type(received.headers.get("content-type", ""))
    is_stream = exchange.case.stream
    if media_type is not None and media_type.is_stream is not is_stream:
        return  # It is documented, but for another method.
    if type(error).__name__ == "StreamError":
        message, body = "the server reported an error", getattr(error, "body", None)
        yield Mismatch("server", "/body", message, repr(body))
        return
    if error is not None:
        message = "a valid response was rejected"
        yield Mismatch("client", "/body", message, repr(error))
        return
    for text in outcome.warnings:
        if "Validation" in text.partition(":")[0]:
            message = "expected no warning for a valid response"
            yield Mismatch("client", "/body", message, text)
    if media_type is None or value is None or not (exchange.is_complete or is_stream):
        return
    content, charset = received.content, received.encoding
    for each in content_differences(
        media_type, content, value, charset, exchange.case.unwrap
    ):
        pointer, _, difference = each.partition(": ")
        place = f"/body{pointer}".rstrip("/")
        yield Mismatch("client", place, "decoded incorrectly", difference)


def _has_body(exchange: Exchange, status: int) -> bool:
    return exchange.operation.method != "HEAD" and status not in (204, 205, 304)


def _is_iso_8601(error: jsonschema_rs.ValidationError) -> bool:
    """Whether a text only has another spelling of its format, in a variant for it.
    Many servers leave out the offset of a time.
    """
    match error.kind:
        case _Kind.Format(format=name):
            return is_iso_8601(name, str(error.instance))
        case _Kind.AnyOf(context=variants):
            return any(errors and all(map(_is_iso_8601, errors)) for errors in variants)
        case _:
            return False


def _allows_no_name(error: jsonschema_rs.ValidationError) -> bool:
    """Whether a schema for the names of properties allows no text."""
    match error.kind:
        case _Kind.PropertyNames(error=inner):
            options = getattr(inner.kind, "options", [""])
            is_text = any(isinstance(each, str) for each in options)
            return isinstance(inner.kind, _Kind.Type) or not is_text
        case _:
            return False


def _count(value: Any) -> int:
    """The number of values in a JSON value, not counting what contains them."""
    members = list(as_object(value).values()) if is_object(value) else value
    return sum(map(_count, members)) or 1 if is_array(members) else 1
