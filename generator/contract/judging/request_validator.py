"""Judges requests by the document, with or without the values that they should have.

This module knows neither the client nor its models. Without expected values, the type of
a serialized value follows from its schema alone: each value that the text may stand for
is tried, and a valid one is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.contract.client import Outcome
from generator.contract.drawing.calls import Call
from generator.contract.judging.credentials import Credentials
from generator.contract.judging.unread import Unread
from generator.contract.judging.wire_format import (
    Pairs,
    Reading,
    body_differences,
    header_differences,
    multipart_parts,
    parameter_differences,
    path_differences,
    path_texts,
    read_header,
    read_pairs,
    read_path,
    text_equals,
)
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import Variant
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["RequestValidator"]


class RequestValidator:
    """Finds what is wrong in requests.

    Args:
        specification: The document.
        credentials: The credentials of the client; None if they are not known.
        base_path: The path of the client's base URL, if it is known.
    """

    def __init__(
        self,
        specification: Specification,
        credentials: Credentials | None = None,
        base_path: str = "",
    ) -> None:
        self._credentials = credentials or Credentials(specification.document)
        self._base_path = base_path
        self._schemas = specification.requests
        self._values = _Values(specification)

    def problems(
        self, operation: Operation, request: SentRequest, call: Call | None = None
    ) -> Iterator[str]:
        """Yield what is wrong with a request, each as ``pointer: problem``.

        Args:
            call: The values that the request should have; None for any valid ones.
        """
        if request.method != operation.method:
            yield f"/method: expected {operation.method}, got {request.method}"
        unread = Unread(request)
        for name, value in call.values.get("header", {}).items() if call else ():
            if name.lower() == "cookie" and not unread.take_cookie_header(str(value)):
                actual = request.header("cookie")
                yield f"/header/{name}: expected {value!r} first, got {actual!r}"
        yield from self._credentials.problems(operation, unread)
        # Some documents have a query in the path template.
        fixed_query = operation.path.partition("#")[0].partition("?")[2]
        for name, value in Pairs.parse(fixed_query).left:
            if unread.query.take(name) != [value]:
                yield f"/query/{name}: expected {value!r}, as in the path, got nothing"
        if call is None:
            yield from self._values.problems(operation, request, unread)
            yield from self._content_problems(operation, request)
        else:
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
        path = request.path.removeprefix(self._base_path)
        if not request.path.startswith(self._base_path):
            yield f"/path: expected {self._base_path} at the start, got {request.path}"
        yield from path_differences(operation, path, call.values.get("path", {}))

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
                yield problem.below("/body")

    def _content_problems(
        self, operation: Operation, request: SentRequest
    ) -> Iterator[str]:
        """What is wrong with a body whose value is not known."""
        content_type = request.content_type
        if not operation.media_types or not request.content:
            if operation.body_required and operation.media_types and not content_type:
                yield "/body: expected a body, got none"
            elif request.content:
                yield f"/body: expected no body, got {request.content[:200]!r}"
            return
        matching = (m for m in operation.media_types if m.includes(content_type))
        media_type = next(matching, None)
        if media_type is None:
            expected = " or ".join(each.name for each in operation.media_types)
            actual = content_type or "none"
            yield f"/header/content-type: expected {expected}, got {actual}"
        elif media_type.schema:
            yield from self._values.body_problems(media_type, request)


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


class _Values:
    """Finds values in requests that are not valid.

    Args:
        specification: The document.
    """

    def __init__(self, specification: Specification) -> None:
        self._schemas = specification.requests
        self._variants = specification.calls.variants

    def problems(
        self, operation: Operation, request: SentRequest, unread: Unread
    ) -> Iterator[str]:
        """Yield which parameters are missing, not valid or not in the document."""
        texts = path_texts(operation, request.path, is_suffix=True) or {}
        for parameter in operation.parameters_in("path"):
            text = texts.get(parameter.name)
            # A request does not show where one of several adjacent values ends.
            if not any(f"{{{parameter.name}}}" in name for name in texts):
                reading = read_path(parameter, text) if text else None
                yield from self._parameter_problems(parameter, reading)
        for location in ("query", "cookie"):
            parameters, pairs = operation.parameters_in(location), unread.pairs(
                location
            )
            # Exploded objects may take any pair, so they take what the others leave.
            for parameter in sorted(parameters, key=self._is_exploded_object):
                reading = self._from_pairs(parameter, pairs)
                yield from self._parameter_problems(parameter, reading)
        for parameter in operation.parameters_in("header"):
            text = request.header(parameter.name)
            reading = None if text is None else read_header(parameter, text)
            yield from self._parameter_problems(parameter, reading)
        if not operation.parameters_in("querystring"):
            for name in unread.query.names():
                yield f"/query/{name}: the document has no such parameter"

    def _parameter_problems(
        self, parameter: Parameter, reading: Reading | None
    ) -> Iterator[str]:
        pointer = f"/{parameter.location}/{parameter.name}"
        schema = reference(parameter.schema)
        if reading is not None:
            problems = [
                self._schemas.problems(schema, each)
                for each in self._candidates(schema, reading)
            ]
            for problem in min(problems, key=len, default=()):
                yield problem.below(pointer)
        elif parameter.required and not self._may_be_omitted(schema):
            yield f"{pointer}: expected a value, got none"

    def _may_be_omitted(self, schema: Any) -> bool:
        """Whether the serialization of a valid value may be empty."""
        types = {variant["type"] for variant in self._variants.of(schema)}
        return not types.isdisjoint({"array", "object", "null"})

    def _is_exploded_object(self, parameter: Parameter) -> bool:
        schema = reference(parameter.schema)
        return parameter.explode and bool(self._variants.of_type(schema, "object"))

    def _from_pairs(self, parameter: Parameter, pairs: Pairs) -> Reading | None:
        name, style, explode = parameter.name, parameter.style, parameter.explode
        if style == "deepObject":
            return _from_deep_object(name, pairs)
        if parameter.content is not None:
            texts = pairs.take_decoded(name)
            return Reading(texts, [], is_json=True) if texts else None
        if name not in pairs.names() and self._is_exploded_object(parameter):
            schema = reference(parameter.schema)
            listed = self._variants.property_names(schema)
            is_open = any(
                variant.get("additionalProperties") is not False
                for variant in self._variants.of_type(schema, "object")
            )
            names = [each for each in pairs.names() if is_open or each in listed]
            reading = read_pairs(name, style, explode, pairs, dict.fromkeys(names, ""))
            return reading if reading.members else None
        reading = read_pairs(name, style, explode, pairs)
        return reading if reading.texts else None

    def _candidates(self, schema: Any, reading: Reading) -> Iterator[Any]:
        """The values that the texts may stand for."""
        if reading.is_json:
            yield _parse_json(reading.texts[0])
            return
        for variant in self._variants.of_type(schema, "array"):
            items = variant.get("items", True)
            yield [self._scalar(items, text) for text in reading.items]
        for variant in self._variants.of_type(schema, "object"):
            if reading.members is not None:
                yield {
                    name: self._scalar(
                        self._variants.property_schema(variant, name), text
                    )
                    for name, text in reading.members.items()
                }
        for text in reading.texts[:1]:
            yield from self._scalars(schema, text)

    def _scalars(self, schema: Any, text: str) -> Iterator[Any]:
        for variant in self._variants.of(schema):
            yield from _parse(variant, text)
        yield text

    def _scalar(self, schema: Any, text: str) -> Any:
        """The first valid candidate; the text itself if there is none."""
        candidates = self._scalars(schema, text)
        valid = (e for e in candidates if not self._schemas.problems(schema, e))
        return next(valid, text)

    def body_problems(
        self, media_type: MediaType, request: SentRequest
    ) -> Iterator[str]:
        """Yield what is wrong in the body: any value of JSON, the missing fields of a
        form, because there are too many serializations of their values.
        """
        schema, names = reference(media_type.schema), set[str]()
        match media_type.kind:
            case "json":
                try:
                    value = json.loads(request.content)
                except ValueError:
                    yield f"/body: expected JSON, got {request.content[:200]!r}"
                    return
                for problem in self._schemas.problems(schema, value):
                    yield problem.below("/body")
                return
            case "form":
                content = request.content.decode("ascii", "replace")
                names.update(Pairs.parse(content).names())
            case "multipart":
                names.update(multipart_parts(request))
            case _:
                return
        names |= {name.partition("[")[0] for name in names}
        missing = [
            [
                name
                for name in variant.get("required", ())
                if name not in names
                and not self._may_be_omitted(
                    self._variants.property_schema(variant, name)
                )
            ]
            for variant in self._variants.of(schema)
        ]
        for name in min(missing, key=len, default=()):
            yield f"/body/{name}: expected a value, got none"


def _from_deep_object(name: str, pairs: Pairs) -> Reading | None:
    members: dict[str, str] = {}
    is_nested = False
    for full_name in dict.fromkeys(pairs.names()):
        if full_name.startswith(f"{name}["):
            path = re.findall(r"\[([^\[\]]*)\]", full_name[len(name) :])
            texts = pairs.take_decoded(full_name)
            is_nested |= len(path) > 1 or len(texts) > 1
            members[path[0] if path else ""] = texts[0]
    # The specification does not define deeper values, so any are accepted.
    return Reading([], [], None if is_nested else members) if members else None


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parse(variant: Variant, text: str) -> list[Any]:
    """The values of a variant that a text may stand for."""
    match variant["type"]:
        case "enum":
            return [value for value in variant["enum"] if text_equals(value, text)]
        case "boolean":
            return [text == "true"] if text in ("true", "false") else []
        case "null":
            return [None] if text in ("", "null") else []
        case "array" | "object":
            return [value for value in [_parse_json(text)] if value != text]
        case "integer" | "number" as type_name:
            try:
                return [int(text) if type_name == "integer" else float(text)]
            except ValueError:
                return []
        case _:
            return []
