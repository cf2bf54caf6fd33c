"""Says which side is at fault where a server, its document and the client disagree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
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

__all__ = ["Judge", "Judgement", "Mismatch", "client_mismatches", "parse_json"]

Fault = Literal["server", "document", "client", "note"]
"""Who is at fault; ``note`` for a deviation that does not fail the test."""

_Error = tuple[Fault, str, str]
"""The fault, the place and the message of an error."""
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
    value: Any
    message: str


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
        media_type = documented_media_type(operation, received)
        if media_type is None:
            names = " or ".join(each.name for each in response.content)
            # A media type for any value says only that the body is not described.
            is_described = any(map(self._restricts, response.content))
            fault: Fault = "server" if is_described else "note"
            message = f"{names} is documented"
            place = "/header/content-type"
            judgement.add(fault, place, content_type, message)
        else:
            self._compare(judgement, media_type, exchange, received)
        return judgement

    def _restricts(self, media_type: MediaType) -> bool:
        """Whether a media type has a schema that does not allow every value."""
        pointer = media_type.schema or media_type.item_schema
        if not pointer:
            return media_type.kind != "json"
        at = self._schemas.final_pointer(pointer)
        schema = resolve_pointer(self._specification.document.root, at)
        return schema is not True and not _ANNOTATIONS.issuperset(schema)

    def _compare(
        self,
        judgement: Judgement,
        media_type: MediaType,
        exchange: Exchange,
        received: httpx2.Response,
    ) -> None:
        if media_type.is_stream:
            self._compare_items(judgement, media_type, received.content)
        elif not exchange.is_complete:
            judgement.add("note", "/body", None, "too large or too slow to be compared")
        elif media_type.kind == "json":
            try:
                value = parse_json(received.content)
            except ValueError as error:
                found: Any = received.content[:80] or None
                judgement.add("server", "/body", found, f"expected JSON: {error}")
            else:
                self._compare_value(judgement, media_type, value)
        elif media_type.kind == "text" and not _is_markup(media_type.essence):
            self._compare_text(judgement, media_type, _text(received))

    def _compare_text(
        self, judgement: Judgement, media_type: MediaType, text: str
    ) -> None:
        """Compare a text, which may also stand for a number or another JSON value."""
        candidates: list[Any] = [text]
        with suppress(ValueError):
            candidates.append(parse_json(text.encode()))
        errors, _ = self._best(reference(media_type.schema), candidates)
        judgement.values += 1 if self._restricts(media_type) else 0
        for fault, pointer, message in errors:
            judgement.add(fault, f"/body{pointer}", text, message)

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
            errors, value = self._best(schema, candidates)
            judgement.values += _count(value) if self._restricts(media_type) else 0
            for fault, pointer, message in errors:
                actual = _value_at(value, pointer)
                judgement.add(fault, f"/body/{index}{pointer}", actual, message)

    def _best(self, schema: Any, candidates: list[Any]) -> tuple[list[_Error], Any]:
        """The errors of the first candidate that is valid, or else of the first one."""
        found = [(list(self._errors(schema, each)), each) for each in candidates]
        return next((each for each in found if not each[0]), found[0])

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

    def _errors(self, schema: Any, value: Any) -> Iterator[_Error]:
        for error in self._schemas.validator(schema).iter_errors(value):
            fault: Fault = "server"
            message = error.message[:300]
            pointer = "".join(f"/{each}" for each in error.instance_path)
            if _is_iso_8601(error):
                fault, message = "note", f"{message} of RFC 3339, but of ISO 8601"
            elif _allows_no_name(error):
                fault, message = "document", f"propertyNames: {message}"
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
    exchange: Exchange, received: httpx2.Response, outcome: Outcome, is_stream: bool
) -> Iterator[Mismatch]:
    """Yield what the client makes wrong of a response that is as documented.

    Args:
        is_stream: Whether the method is for streams; a server may answer something
            else, which is documented, but for another method.
    """
    operation, error = exchange.operation, outcome.error
    status, value = received.status_code, outcome.value
    response = operation.response_for(status)
    if not 200 <= status < 300 and response not in operation.results:
        expected = exception_name(status)
        if type(error).__name__ != expected:
            actual = repr(error or value)
            yield Mismatch("client", "/status", actual, f"expected {expected}")
        return
    media_type = documented_media_type(operation, received)
    if media_type is not None and media_type.is_stream is not is_stream:
        return
    if error is not None:
        yield Mismatch("client", "/body", repr(error), "a valid response was rejected")
        return
    for text in outcome.warnings:
        if "Validation" in text.partition(":")[0]:
            message = "expected no warning for a valid response"
            yield Mismatch("client", "/body", text, message)
    problems = _decoding_problems(media_type, received.content, value)
    for problem in problems if exchange.is_complete or is_stream else ():
        pointer, _, difference = problem.partition(": ")
        place = f"/body{pointer}".rstrip("/")
        yield Mismatch("client", place, difference, "decoded incorrectly")


def _decoding_problems(
    media_type: MediaType | None, content: bytes, value: Any
) -> Iterator[str]:
    """How a result differs from the content of the response."""
    if media_type is None or value is None:
        return
    if media_type.is_stream and is_array(value):
        items = list(stream_items(media_type, content))
        if len(items) != len(value):
            yield f"/: expected {len(items)} items, got {len(value)}"
        for index, (candidates, item) in enumerate(zip(items, value, strict=False)):
            found = [
                list(differences(each, to_json_value(item), f"/{index}"))
                for each in candidates
            ]
            yield from min(found, key=len, default=())
    elif media_type.kind == "json":
        yield from differences(parse_json(content), to_json_value(value))
    elif isinstance(value, bytes) and value != content:
        yield f"/: expected {len(content)} bytes, got {len(value)} others"


def documented_media_type(
    operation: Operation, received: httpx2.Response
) -> MediaType | None:
    """Return the documented media type that is best for a response; None if there is
    none, or no body.
    """
    response = operation.response_for(received.status_code)
    if response is None or operation.method == "HEAD":
        return None
    content_type = received.headers.get("content-type", "")
    name = content_type.replace(" ", "").lower()
    matching = [m for m in response.content if m.includes(content_type)]
    matching.sort(
        key=lambda m: (m.name.replace(" ", "").lower() != name, "*" in m.name)
    )
    return next(iter(matching), None)


def parse_json(content: bytes) -> Any:
    """Return the value of JSON text in UTF-8 (RFC 8259); raise ValueError for others."""
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()  # no lone surrogates (8.2)
        return value
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _is_markup(essence: str) -> bool:
    return essence.endswith(("/xml", "+xml", "yaml"))


def _text(received: httpx2.Response) -> str:
    try:
        return received.text
    except LookupError:  # an unknown charset
        return received.content.decode("utf-8", "replace")


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
    members = list(value.values()) if is_object(value) else value
    return sum(map(_count, members)) or 1 if is_array(members) else 1


def _value_at(value: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(value, pointer)
    except LookupError:
        return None
