"""Finds the rule of a document that a value is subject to, and its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from generator.contract.document import LOCATIONS, Document
from generator.contract.json_values import (
    as_object,
    escape_token,
    is_object,
    resolve_pointer,
)
from generator.contract.operation import Operation
from generator.contract.problem import Problem

__all__ = ["Places", "line_of"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_IN_PLACE = ("allOf", "anyOf", "oneOf")
MAX_VALUE_LENGTH = 60


class Places:
    """The places of a document that is a JSON file.

    Args:
        document: The document.
        path: The file.
    """

    def __init__(self, document: Document, path: Path) -> None:
        self._document = document
        self._path = path

    @cached_property
    def _text(self) -> str:
        return self._path.read_text(encoding="utf-8")

    def rule(self, problem: Problem, operation: Operation | None) -> str:
        """Return file and line of the rule that a problem is about, and the keyword there
        if it is short; empty if the problem names no place.

        Args:
            operation: The operation whose request the problem is about, if it is one.
        """
        place = problem.partition(": ")[0]
        pointer = problem.source
        if not pointer and problem.schema:
            pointer = self.within(problem.schema, place.split("/"))
        elif not pointer and operation is not None and place.startswith("/"):
            pointer = self.of_request(operation, place)
        pointer = self.nearest(pointer)
        if not pointer:
            return ""
        place = f"{self._path.name}:{line_of(self._text, pointer)}"
        name = pointer.rpartition("/")[2]
        value = resolve_pointer(self._document.root, pointer)
        text = json.dumps(value, ensure_ascii=False)
        is_short = "{" not in text and len(text) <= MAX_VALUE_LENGTH
        return f"{place} {name}: {text}" if is_short else place

    def nearest(self, pointer: str) -> str:
        """Return the pointer of what a pointer leads to in the document, if it is one of
        the translated schemas; or of the innermost thing around that.
        """
        pointer = re.sub("^/x-(included|families)/", "/components/schemas/", pointer)
        value, found = self._document.root, ""
        for token in pointer.split("/")[1:]:
            members = as_object(value)
            # A union is an anyOf, which may be one of several in an allOf.
            if token == "anyOf" and token not in members and "oneOf" in members:
                token = "oneOf"
            try:
                value = resolve_pointer(value, f"/{token}")
            except LookupError:
                break
            found += f"/{token}"
        return found

    def of_request(self, operation: Operation, pointer: str) -> str:
        """Return the pointer of the rule for a place in a request."""
        first, *rest = [*pointer.split("/")[1:], ""]
        named = [p for p in operation.parameters_in(first) if p.name == rest[0]]
        if first in LOCATIONS and named and named[0].schema:
            return self.within(named[0].schema, rest[1:])
        schemas = [each.schema for each in operation.media_types if each.schema]
        if first == "body" and schemas:
            return self.within(schemas[0], rest)
        own = {"body": "requestBody", "header": "responses"}.get(first, first)
        if first == "responses":
            return self.nearest(
                f"{operation.pointer}/responses/{escape_token(rest[0])}"
            )
        is_own = own in resolve_pointer(self._document.root, operation.pointer)
        root = f"/{own}" if own in self._document.root else operation.pointer
        return f"{operation.pointer}/{own}" if is_own else root

    def within(self, pointer: str, tokens: list[str]) -> str:
        """Return the pointer of the schema of a value inside of an instance, or of the
        innermost value around it that has one.

        Args:
            pointer: The pointer of the schema of the instance.
            tokens: The reference tokens that lead to the value.
        """
        _, pointer = self._document.resolve({"$ref": f"#{pointer}"})
        for token in filter(None, tokens):
            inner = next(self._members(pointer, token, set()), None)
            if inner is None:
                break
            pointer = inner
        return pointer

    def _members(self, pointer: str, token: str, seen: set[str]) -> Iterator[str]:
        """The pointers of the schemas of a property or an item."""
        try:
            schema = resolve_pointer(self._document.root, pointer)
            schema, pointer = self._document.resolve(schema, pointer)
        except LookupError:
            return
        if pointer in seen or not is_object(schema):
            return
        seen.add(pointer)
        name = token.replace("~1", "/").replace("~0", "~")
        if name in as_object(schema.get("properties")):
            yield f"{pointer}/properties/{escape_token(name)}"
        for keyword in _IN_PLACE:
            for index in range(len(schema.get(keyword) or ())):
                yield from self._members(f"{pointer}/{keyword}/{index}", token, seen)
        keyword = "items" if token.isdecimal() else "additionalProperties"
        if is_object(schema.get(keyword)):
            yield f"{pointer}/{keyword}"


def line_of(text: str, pointer: str) -> int:
    """Return the line of a member, or of the innermost one around it, in JSON text."""
    start = place = 0
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        found = _find(text, start, key)
        if found is None:
            break
        place, start = found
    return text.count("\n", 0, place) + 1


def _find(text: str, start: int, key: str) -> tuple[int, int] | None:
    """The positions of a member of the object or array at a position, with its name, and
    of its value.
    """
    depth, index, previous = 0, -1, None
    for match in _TOKEN.finditer(text, start):
        token = match[0]
        if token in ("]", "}"):
            depth -= 1
        if previous is None:
            is_list = token == "["
        elif depth == 1 and is_list and previous[0] in ("[", ","):
            index += 1
            if str(index) == key:
                return match.start(), match.start()
        elif depth == 1 and token == ":" and json.loads(previous[0]) == key:
            return previous.start(), match.end()
        if token in ("[", "{"):
            depth += 1
        if depth == 0:
            break
        previous = match
    return None
