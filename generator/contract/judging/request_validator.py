"""Validates requests against the document, without knowing the values they should have.

The type of a serialized value follows from its schema alone: each value that the text
may stand for is tried, and a valid one is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from generator.contract.judging.wire_format import (
    Pairs,
    compile_template,
    multipart_parts,
    text_equals,
)
from generator.contract.operation import (
    MediaType,
    Operation,
    Parameter,
    delimiter_of,
    split_items,
)
from generator.contract.schemas.direction_schema import reference
from generator.contract.schemas.variants import Variant
from generator.contract.sent_request import SentRequest
from generator.contract.specification import Specification

__all__ = ["RequestValidator"]

Candidates = list[Any]
"""The values that a text may stand for."""


class RequestValidator:
    """Finds what is invalid in requests.

    Args:
        specification: The document.
    """

    def __init__(self, specification: Specification) -> None:
        self._document = specification.document
        self._schemas = specification.requests
        self._variants = specification.calls.variants

    def problems(self, operation: Operation, request: SentRequest) -> Iterator[str]:
        """Yield what is wrong with a request, each as ``pointer: problem``."""
        query, cookies = Pairs.parse(request.query), Pairs.cookies(request)
        yield from self._credential_problems(operation, request, query, cookies)
        yield from self._path_problems(operation, request)
        yield from self._pair_problems(operation.parameters_in("query"), query)
        for parameter in operation.parameters_in("header"):
            text = request.header(parameter.name)
            candidates = None if text is None else self._from_header(parameter, text)
            yield from self._parameter_problems(parameter, candidates)
        yield from self._pair_problems(operation.parameters_in("cookie"), cookies)
        if not operation.parameters_in("querystring"):
            for name in query.names():
                yield f"/query/{name}: the document has no such parameter"
        yield from self._body_problems(operation, request)

    # Parameters

    def _parameter_problems(
        self, parameter: Parameter, candidates: Candidates | None
    ) -> Iterator[str]:
        pointer = f"/{parameter.location}/{parameter.name}"
        schema = reference(parameter.schema)
        if candidates is not None:
            yield from self._fewest_problems(schema, candidates, pointer)
        elif parameter.required and not self._may_be_omitted(schema):
            yield f"{pointer}: expected a value, got none"

    def _may_be_omitted(self, schema: Any) -> bool:
        """Whether the serialization of a valid value may be empty."""
        types = {variant["type"] for variant in self._variants.of(schema)}
        return not types.isdisjoint({"array", "object", "null"})

    def _fewest_problems(
        self, schema: Any, candidates: Candidates, pointer: str
    ) -> Iterator[str]:
        """The problems of the candidate that has the fewest."""
        problems = [self._schemas.problems(schema, value) for value in candidates]
        for problem in min(problems, key=len, default=()):
            yield f"{pointer}{problem}".replace("/:", ":", 1)

    def _scalars(self, schema: Any, text: str) -> Candidates:
        candidates = [
            value
            for variant in self._variants.of(schema)
            for value in _parse(variant, text)
        ]
        return [*candidates, text]

    def _scalar(self, schema: Any, text: str) -> Any:
        """The first valid candidate; the text itself if there is none."""
        candidates = self._scalars(schema, text)
        valid = (
            each for each in candidates if not self._schemas.problems(schema, each)
        )
        return next(valid, text)

    def _values(
        self, schema: Any, items: list[str], members: dict[str, str], text: str
    ) -> Candidates:
        """The arrays, objects and scalars that a text may stand for.

        Args:
            items: The text split into array items.
            members: The text split into object members.
        """
        arrays = [
            [self._scalar(variant.get("items", True), item) for item in items]
            for variant in self._variants.of_type(schema, "array")
        ]
        objects = self._objects(schema, members)
        return [*arrays, *objects, *self._scalars(schema, text)]

    def _objects(self, schema: Any, members: dict[str, str]) -> Candidates:
        return [
            {
                name: self._scalar(self._variants.property_schema(variant, name), text)
                for name, text in members.items()
            }
            for variant in self._variants.of_type(schema, "object")
        ]

    def _path_problems(
        self, operation: Operation, request: SentRequest
    ) -> Iterator[str]:
        groups, pattern = compile_template(operation.path)
        match = re.search(f"{pattern}$", request.path)
        texts = zip(groups, match.groups(), strict=True) if match else ()
        # A request does not show where one of several adjacent values ends.
        values = {names[0]: text for names, text in texts if len(names) == 1}
        adjacent = {name for names in groups if len(names) > 1 for name in names}
        for parameter in operation.parameters_in("path"):
            text = values.get(parameter.name)
            candidates = self._from_path(parameter, text) if text else None
            if parameter.name not in adjacent:
                yield from self._parameter_problems(parameter, candidates)

    def _from_path(self, parameter: Parameter, text: str) -> Candidates:
        separator = ""
        if parameter.style == "label":
            text, separator = text.removeprefix("."), "."
        elif parameter.style == "matrix":
            text = text.removeprefix(f";{parameter.name}=").removeprefix(";")
            separator = ";"
        if separator and parameter.explode:
            pieces = text.split(separator)
        else:
            pieces = split_items(parameter.style, text)
        items = [unquote(piece.removeprefix(f"{parameter.name}=")) for piece in pieces]
        members = _members(items, parameter.explode)
        return self._values(reference(parameter.schema), items, members, unquote(text))

    def _from_header(self, parameter: Parameter, text: str) -> Candidates:
        if parameter.content is not None:
            return _parse_json(text)
        items = [part.strip() for part in text.split(delimiter_of(parameter.style))]
        members = _members(items, parameter.explode)
        return self._values(reference(parameter.schema), items, members, text)

    def _pair_problems(
        self, parameters: list[Parameter], pairs: Pairs
    ) -> Iterator[str]:
        # Exploded objects may take any pair, so they take what the others leave.
        for parameter in sorted(parameters, key=self._is_exploded_object):
            candidates = self._from_pairs(parameter, pairs)
            yield from self._parameter_problems(parameter, candidates)

    def _is_exploded_object(self, parameter: Parameter) -> bool:
        schema = reference(parameter.schema)
        return parameter.explode and bool(self._variants.of_type(schema, "object"))

    def _from_pairs(self, parameter: Parameter, pairs: Pairs) -> Candidates | None:
        schema = reference(parameter.schema)
        if parameter.style == "deepObject":
            return self._from_deep_object(schema, parameter.name, pairs)
        encoded = pairs.take(parameter.name)
        if not encoded:
            is_exploded = self._is_exploded_object(parameter)
            return self._from_exploded_object(schema, pairs) if is_exploded else None
        texts = [pairs.decode(text) for text in encoded]
        if parameter.content is not None:
            return _parse_json(texts[0])
        items = texts
        if not parameter.explode:
            items = [pairs.decode(p) for p in split_items(parameter.style, encoded[0])]
        return self._values(schema, items, _members(items, False), texts[0])

    def _from_exploded_object(self, schema: Any, pairs: Pairs) -> Candidates | None:
        variants = self._variants.of(schema)
        listed = {name for each in variants for name in each.get("properties", ())}
        is_open = any(
            variant.get("additionalProperties") is not False
            for variant in self._variants.of_type(schema, "object")
        )
        names = [name for name in pairs.names() if is_open or name in listed]
        members = {
            name: texts[0]
            for name in dict.fromkeys(names)
            if (texts := pairs.take_decoded(name))
        }
        return self._objects(schema, members) if members else None

    def _from_deep_object(
        self, schema: Any, name: str, pairs: Pairs
    ) -> Candidates | None:
        prefix = f"{name}["
        names = [n for n in dict.fromkeys(pairs.names()) if n.startswith(prefix)]
        if not names:
            return None
        members: dict[str, str] = {}
        is_nested = False
        for full_name in names:
            path = re.findall(r"\[([^\[\]]*)\]", full_name[len(name) :])
            texts = pairs.take_decoded(full_name)
            is_nested |= len(path) > 1 or len(texts) > 1
            members[path[0] if path else ""] = texts[0]
        # The specification does not define deeper values, so any are accepted.
        return [] if is_nested else self._objects(schema, members)

    # Credentials

    def _credential_problems(
        self, operation: Operation, request: SentRequest, query: Pairs, cookies: Pairs
    ) -> Iterator[str]:
        """A request has the credentials of one alternative, whatever their values."""
        sent: set[str] = set()
        for scheme in self._document.schemes:
            location, name = self._document.credential_place(scheme)
            match location:
                case "header":
                    is_sent = request.header(name) is not None
                case "query" | "cookie":
                    is_sent = bool(
                        (query if location == "query" else cookies).take(name)
                    )
                case _:  # a TLS certificate
                    is_sent = True
            if is_sent:
                sent.add(scheme)
        alternatives = operation.security or ()
        if alternatives and not any(sent.issuperset(each) for each in alternatives):
            expected = " or ".join(" and ".join(each) for each in alternatives)
            yield f"/security: expected {expected}, got {', '.join(sorted(sent)) or 'none'}"

    # The body

    def _body_problems(
        self, operation: Operation, request: SentRequest
    ) -> Iterator[str]:
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
            yield from self._content_problems(media_type, request)

    def _content_problems(
        self, media_type: MediaType, request: SentRequest
    ) -> Iterator[str]:
        schema, content = reference(media_type.schema), request.content
        match media_type.kind:
            case "json":
                try:
                    value = json.loads(content)
                except ValueError:
                    yield f"/body: expected JSON, got {content[:200]!r}"
                    return
                yield from self._fewest_problems(schema, [value], "/body")
            case "form":
                names = Pairs.parse(content.decode("ascii", "replace")).names()
                yield from self._missing_fields(schema, set(names))
            case "multipart":
                yield from self._missing_fields(schema, set(multipart_parts(request)))
            case _:
                return

    def _missing_fields(self, schema: Any, names: set[str]) -> Iterator[str]:
        """The required fields that a form lacks. Their values are not checked, because
        there are too many serializations.
        """
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


def _members(items: list[str], explode: bool) -> dict[str, str]:
    """Names and values, from ``a=1,b=2`` if exploded, or else from ``a,1,b,2``."""
    if explode:
        pairs = (item.partition("=") for item in items)
        return {name: value for name, _, value in pairs}
    return dict(zip(items[::2], items[1::2], strict=False))


def _parse_json(text: str) -> Candidates:
    try:
        return [json.loads(text)]
    except ValueError:
        return [text]


def _parse(variant: Variant, text: str) -> Candidates:
    """The values of a variant that a text may stand for."""
    match variant["type"]:
        case "enum":
            return [value for value in variant["enum"] if text_equals(value, text)]
        case "boolean":
            return [text == "true"] if text in ("true", "false") else []
        case "null":
            return [None] if text in ("", "null") else []
        case "array" | "object":
            return [value for value in _parse_json(text) if value != text]
        case "integer" | "number" as type_name:
            try:
                return [int(text) if type_name == "integer" else float(text)]
            except ValueError:
                return []
        case _:
            return []
