"""Says which side is at fault where a server, its document and the client disagree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx2
import jsonschema_rs

from generator.contract.client import Outcome
from generator.contract.json_values import (
    differences,
    is_array,
    is_object,
    resolve_pointer,
)
from generator.contract.judging.models import to_json_value
from generator.contract.judging.responses import exception_name
from generator.contract.live.streams import stream_items
from generator.contract.live.transport import Exchange
from generator.contract.operation import MediaType, Operation
from generator.contract.schemas.direction_schema import reference
from generator.contract.specification import Specification

__all__ = ["Judge", "Judgement", "Mismatch"]

Fault = Literal["server", "document", "client", "note"]
"""Who is at fault; ``note`` for a deviation that does not fail the test."""

_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?")


@dataclass(frozen=True)
class Mismatch:
    """One place where a server, its document and the client do not agree."""

    fault: Fault
    pointer: str
    """The place in the request or the response, such as ``/body/items/0/id``."""
    value: Any
    message: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.pointer}: {self.message}, in {self.value!r}"


@dataclass
class Judgement:
    """The mismatches of a response, and how many of its values were compared."""

    mismatches: list[Mismatch] = field(default_factory=list[Mismatch])
    values: int = 0

    def add(self, fault: Fault, pointer: str, value: Any, message: str) -> None:
        """Add a mismatch."""
        self.mismatches.append(Mismatch(fault, pointer, value, message))


class Judge:
    """Compares responses with the document, and results of the client with responses.

    Args:
        specification: The document.
    """

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self._schemas = specification.responses

    def response(self, exchange: Exchange, received: httpx2.Response) -> Judgement:
        """Return how a response violates the document."""
        judgement, operation = Judgement(), exchange.operation
        status = received.status_code
        response = operation.response_for(status)
        if response is None:
            judgement.add("server", "/status", status, "this status is not documented")
            return judgement
        for redirect in exchange.redirects:
            if operation.response_for(redirect) is None:
                message = "this redirect, which was followed, is not documented"
                judgement.add("note", "/status", redirect, message)
        has_no_body = operation.method == "HEAD" or status in (204, 205, 304)
        if not response.content or has_no_body:
            return judgement
        content_type = received.headers.get("content-type", "")
        matching = [m for m in response.content if m.includes(content_type)]
        if not matching:
            names = " or ".join(each.name for each in response.content)
            # A media type for any value says only that the body is not described.
            is_described = any(map(self._restricts, response.content))
            fault: Fault = "server" if is_described else "note"
            message = f"{names} is documented"
            place = "/header/content-type"
            judgement.add(fault, place, content_type or None, message)
            return judgement
        self._compare(judgement, matching[0], exchange, received)
        return judgement

    def _restricts(self, media_type: MediaType) -> bool:
        """Whether a media type has a schema that does not allow every value."""
        pointer = media_type.schema or media_type.item_schema
        if not pointer:
            return media_type.kind != "json"
        schema = resolve_pointer(self._specification.document.root, pointer)
        return schema is not True and set(schema) - {"title", "description"} != set()

    def _compare(
        self,
        judgement: Judgement,
        media_type: MediaType,
        exchange: Exchange,
        received: httpx2.Response,
    ) -> None:
        if media_type.is_stream:
            self._compare_items(judgement, media_type, received.content)
            return
        if media_type.kind != "json":
            return
        if not exchange.is_complete:
            judgement.add("note", "/body", None, "too large to be compared")
            return
        try:
            value = json.loads(received.content)
        except ValueError:
            found: Any = received.content[:80] or None
            judgement.add("server", "/body", found, "expected JSON")
            return
        self._compare_value(judgement, media_type, value)

    def _compare_items(
        self, judgement: Judgement, media_type: MediaType, content: bytes
    ) -> None:
        schema = reference(media_type.item_schema)
        items = list(stream_items(media_type, content))
        if not items:
            judgement.add("note", "/body", None, "no item came, so none was compared")
        for index, candidates in enumerate(items):
            if not candidates:
                judgement.add("server", f"/body/{index}", None, "expected JSON")
                continue
            found = [(list(self._errors(schema, each)), each) for each in candidates]
            errors, value = min(found, key=lambda pair: len(pair[0]))
            judgement.values += _count(value) if self._restricts(media_type) else 0
            for fault, pointer, message in errors:
                actual = _value_at(value, pointer)
                judgement.add(fault, f"/body/{index}{pointer}", actual, message)

    def _compare_value(
        self, judgement: Judgement, media_type: MediaType, value: Any
    ) -> None:
        schema = reference(media_type.schema)
        if self._restricts(media_type):
            judgement.values += _count(value)
        # If an example is invalid in the same place, the schema is wrong.
        invalid_in_examples = {
            pointer
            for example in media_type.examples.values()
            for _, pointer, _ in self._errors(schema, example)
        }
        for fault, pointer, message in self._errors(schema, value):
            if fault == "server" and pointer in invalid_in_examples:
                fault = "document"
            actual = _value_at(value, pointer)
            judgement.add(fault, f"/body{pointer}", actual, message)

    def _errors(self, schema: Any, value: Any) -> Iterator[tuple[Fault, str, str]]:
        """The fault, the place and the message of each error."""
        for error in self._schemas.validator(schema).iter_errors(value):
            fault: Fault = "server"
            message = error.message[:300]
            pointer = "".join(f"/{each}" for each in error.instance_path)
            if _lacks_only_offset(error):
                fault = "note"
                message = "a date-time has an offset from UTC (RFC 3339, 5.6)"
            elif self._is_write_only(schema, value, error):
                fault = "note"
                message = "a writeOnly property should not be in a response"
            yield fault, pointer, message

    def _is_write_only(
        self, schema: Any, value: Any, error: jsonschema_rs.ValidationError
    ) -> bool:
        """Whether a request may have the property that is forbidden in a response."""
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema):
            return False
        errors = self._specification.requests.validator(schema).iter_errors(value)
        return error.instance_path not in [each.instance_path for each in errors]


def client_mismatches(
    exchange: Exchange, received: httpx2.Response, outcome: Outcome
) -> Iterator[Mismatch]:
    """Yield what the client makes wrong of a response that is as documented."""
    operation, error = exchange.operation, outcome.error
    status, value = received.status_code, outcome.value
    response = operation.response_for(status)
    if not 200 <= status < 300 and response not in operation.results:
        expected = exception_name(status)
        if type(error).__name__ != expected:
            actual = repr(error or value)
            yield Mismatch("client", "/status", actual, f"expected {expected}")
        return
    if error is not None:
        yield Mismatch("client", "/body", repr(error), "a valid response was rejected")
        return
    for text in outcome.warnings:
        if "Validation" in text.partition(":")[0]:
            message = "expected no warning for a valid response"
            yield Mismatch("client", "/body", text, message)
    for problem in _decoding_problems(exchange, received, value):
        pointer, _, difference = problem.partition(": ")
        place = f"/body{pointer}".rstrip("/")
        yield Mismatch("client", place, difference, "decoded incorrectly")


def _decoding_problems(
    exchange: Exchange, received: httpx2.Response, value: Any
) -> Iterator[str]:
    """How a result differs from the content of the response."""
    media_type = _media_type(exchange.operation, received)
    if media_type is None or value is None:
        return
    if media_type.is_stream and is_array(value):
        items = list(stream_items(media_type, received.content))
        if len(items) != len(value):
            yield f"/: expected {len(items)} items, got {len(value)}"
        for index, (candidates, item) in enumerate(zip(items, value, strict=False)):
            found = [
                list(differences(each, to_json_value(item), f"/{index}"))
                for each in candidates
            ]
            yield from min(found, key=len, default=())
    elif media_type.kind == "json":
        yield from differences(json.loads(received.content), to_json_value(value))
    elif isinstance(value, bytes) and value != received.content:
        yield f"/: expected {len(received.content)} bytes, got {len(value)} others"


def _media_type(operation: Operation, received: httpx2.Response) -> MediaType | None:
    """The documented media type of a response that has a body."""
    response = operation.response_for(received.status_code)
    content_type = received.headers.get("content-type", "")
    if response is None or operation.method == "HEAD" or not received.content:
        return None
    matching = (m for m in response.content if m.includes(content_type))
    return next(matching, None)


def _lacks_only_offset(error: jsonschema_rs.ValidationError) -> bool:
    """Whether a date-time is one but for its offset, in the only variant for it."""
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Format(format="date-time"):
            return bool(_LOCAL_TIME.fullmatch(str(error.instance)))
        case jsonschema_rs.ValidationErrorKind.AnyOf(context=variants):
            return any(
                errors and all(map(_lacks_only_offset, errors)) for errors in variants
            )
        case _:
            return False


def _count(value: Any) -> int:
    """The number of values in a JSON value, not counting what contains them."""
    members = list(value.values()) if is_object(value) else value
    return sum(map(_count, members)) or 1 if is_array(members) else 1


def _value_at(value: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(value, pointer)
    except LookupError:
        return None
