"""Values in a schema whose JSON type is not the one that the schema declares.

For example `enum: [1, 2]` beside `type: string`, or `default: 'false'` beside
`type: boolean`. No instance can match such a value, and the intended one is clear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from generator.diagnostics.model import Problems

__all__ = ["BOOLEAN_SPELLINGS", "MistypedValues"]

# Strings that are read as booleans.
BOOLEAN_SPELLINGS = {
    **dict.fromkeys(("true", "True", "TRUE", "yes"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no"), False),
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_MAX_SHOWN = 5
# Every conversion searches the source text; a longer enum is a table of data.
_MAX_CONVERSIONS = 10_000


class _Conversion(NamedTuple):
    """How the values of a schema of one type are converted to it."""

    type: str
    code: str
    convert: Callable[[Any, str], Any]
    """Takes a value and its source text; returns None if the value needs no change."""


class _Value(NamedTuple):
    """A value to convert: a member of an `enum`, or the value of `const` or `default`."""

    container: Any
    key: str | int
    keyword_pointer: str
    conversion: _Conversion

    @property
    def pointer(self) -> str:
        if type(self.key) is int:
            return f"{self.keyword_pointer}/{self.key}"
        return self.keyword_pointer


def _write_as_integers(schema: dict[str, Any]) -> None:
    """Replace whole numbers with a fraction, such as 1.0, which are the same integers."""
    enum = schema.get("enum")
    members = enum if type(enum) is list else []
    for index, value in enumerate(members):
        if type(value) is float and value.is_integer():
            members[index] = int(value)
    constant = schema.get("const")
    if type(constant) is float and constant.is_integer():
        schema["const"] = int(constant)


class MistypedValues:
    """Collects such values, and converts all of them with one search of the source."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._values: list[_Value] = []

    def collect(self, schema: dict[str, Any], pointer: str) -> None:
        """Remember the values of `enum`, `const` and `default` that need conversion."""
        if _declared_type(schema) == "integer":
            _write_as_integers(schema)
        conversion = _CONVERSIONS.get(_declared_type(schema))
        if conversion is None:
            return
        enum = schema.get("enum")
        found = [
            _Value(enum, index, f"{pointer}/enum", conversion)
            for index, value in enumerate(enum if type(enum) is list else ())
            if conversion.convert(value, "") is not None
        ]
        # Clients never send a default: only quoted booleans are worth a warning.
        is_boolean = conversion.type == "boolean"
        for keyword in ("const", "default") if is_boolean else ("const",):
            if conversion.convert(schema.get(keyword), "") is not None:
                found.append(
                    _Value(schema, keyword, f"{pointer}/{keyword}", conversion)
                )
        if len(self._values) + len(found) <= _MAX_CONVERSIONS:
            self._values += found

    def convert(self) -> None:
        """Replace the collected values in place, and report each keyword once."""
        if not self._values:
            return
        places = self._problems.places([value.pointer for value in self._values])
        changes: dict[str, list[tuple[_Value, Any, Any]]] = {}
        for value, place in zip(self._values, places, strict=True):
            text = place.excerpt[place.mark : place.mark + place.span]
            before = value.container[value.key]
            after = value.container[value.key] = value.conversion.convert(before, text)
            changes.setdefault(value.keyword_pointer, []).append((value, before, after))
        for pointer, changed in changes.items():
            self._report(pointer, changed)

    def _report(self, pointer: str, changed: list[tuple[_Value, Any, Any]]) -> None:
        value, _, after = changed[0]
        shown = ", ".join(
            after if type(after) is str else json.dumps(before)
            for _, before, after in changed[:_MAX_SHOWN]
        )
        more = ", …" if len(changed) > _MAX_SHOWN else ""
        keyword, type_ = pointer.rpartition("/")[2], value.conversion.type
        verb = "contains" if keyword == "enum" else "is"
        self._problems.add(
            value.conversion.code,
            f"{keyword} {verb} {shown}{more}, but the type is {type_}",
            at=pointer,
            consequence=f"converted to the type {type_}",
            suggestion=f"write {json.dumps(after)}",
        )


def _declared_type(schema: dict[str, Any]) -> str:
    """Return the only type of a schema beside null; empty if there is none."""
    declared = schema.get("type")
    types = declared if type(declared) is list else [declared]
    others = [each for each in types if each != "null"]
    only = others[0] if len(others) == 1 else None
    return only if type(only) is str else ""


def _to_string(value: Any, text: str) -> str | None:
    """Return the source text of a scalar: 1.10 is not "1.1", and 007 is not "7"."""
    if type(value) not in (int, float, bool):
        return None
    return text if _denotes(text, value) else json.dumps(value)


def _denotes(text: str, value: Any) -> bool:
    if type(value) is bool:
        return text.lower() == json.dumps(value)
    is_based = text[:2] in ("0x", "0o")
    try:
        number = int(text, 0) if is_based else float(text)
        return bool(number == value)
    except (ValueError, OverflowError):
        return False


def _to_boolean(value: Any, text: str) -> bool | None:
    return BOOLEAN_SPELLINGS.get(value) if type(value) is str else None


def _to_integer(value: Any, text: str) -> int | None:
    is_integer = type(value) is str and _INTEGER.fullmatch(value)
    return int(value) if is_integer else None


_CONVERSIONS = {
    conversion.type: conversion
    for conversion in (
        _Conversion("string", "unquoted-text", _to_string),
        _Conversion("boolean", "boolean-as-text", _to_boolean),
        _Conversion("integer", "number-as-text", _to_integer),
    )
}
