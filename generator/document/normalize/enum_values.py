"""Values in a schema that are written as another type than the schema declares.

`enum: [1, 2]` beside `type: string`, or `default: 'false'` beside `type: boolean`: what
is meant is plain, and no instance could ever match what is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from generator.document.source_map import Reporter

__all__ = ["FLAGS", "Members"]

# How a boolean is written as text.
FLAGS = {
    **dict.fromkeys(("true", "True", "TRUE", "yes"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no"), False),
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_MAX_SHOWN = 5
# Each is looked up in the text; an enum of more members is a list of data.
_MAX_READ = 10_000


class _Reading(NamedTuple):
    """What is told of a value, and the function that gives what is meant, or None."""

    code: str
    wrong: str
    read_as: str
    convert: Callable[[Any, str], Any]


class _Odd(NamedTuple):
    """A value of a keyword that is written as another type."""

    schema: dict[str, Any]
    keyword: str
    pointer: str
    reading: _Reading
    position: int | None
    """Of a member of an enum."""

    def where(self) -> str:
        at = self.position
        return self.pointer if at is None else f"{self.pointer}/{at}"

    def value(self) -> Any:
        value = self.schema[self.keyword]
        return value if self.position is None else value[self.position]


class Members:
    """Collects such values; they are read together, from the text as it was written."""

    def __init__(self, problems: Reporter) -> None:
        self._problems = problems
        self._odd: list[_Odd] = []

    def look(self, schema: dict[str, Any], pointer: str) -> None:
        """Note what is odd in `enum`, `const` and `default` of one schema."""
        kind = schema.get("type")
        if type(kind) is list:
            others = [each for each in kind if each != "null"]
            kind = others[0] if len(others) == 1 else None
        reading = _READINGS.get(kind) if type(kind) is str else None
        if reading is None:
            return
        members = schema.get("enum")
        odd = [
            _Odd(schema, "enum", f"{pointer}/enum", reading, position)
            for position, member in enumerate(members if type(members) is list else ())
            if reading.convert(member, "") is not None
        ]
        # A default is never sent: only the flags that everybody quotes are worth a word.
        for keyword in ("const", "default") if kind == "boolean" else ("const",):
            if reading.convert(schema.get(keyword), "") is not None:
                place = f"{pointer}/{keyword}"
                odd.append(_Odd(schema, keyword, place, reading, None))
        if len(self._odd) + len(odd) <= _MAX_READ:
            self._odd += odd

    def finish(self) -> None:
        """Rewrite all that was noted, and report each keyword once."""
        if not self._odd:
            return
        written = self._problems.source_texts([odd.where() for odd in self._odd])
        told: dict[str, list[tuple[_Odd, Any, Any]]] = {}
        for odd, text in zip(self._odd, written, strict=True):
            value = odd.value()
            meant = odd.reading.convert(value, text)
            if odd.position is None:
                odd.schema[odd.keyword] = meant
            else:
                odd.schema[odd.keyword][odd.position] = meant
            told.setdefault(odd.pointer, []).append((odd, value, meant))
        for pointer, changes in told.items():
            self._report(pointer, changes)

    def _report(self, pointer: str, changes: list[tuple[_Odd, Any, Any]]) -> None:
        odd, _, meant = changes[0]
        shown = ", ".join(
            meant if type(meant) is str else json.dumps(value)
            for _, value, meant in changes[:_MAX_SHOWN]
        )
        more = ", …" if len(changes) > _MAX_SHOWN else ""
        self._problems.add(
            odd.reading.code,
            f"{odd.keyword} has {shown}{more}, {odd.reading.wrong}",
            at=pointer,
            consequence=f"it is read as {odd.reading.read_as}",
            suggestion=f"write {json.dumps(meant)}",
        )


def _as_text(value: Any, written: str) -> str | None:
    """Return the text as it was written: 1.10 is not 1.1, nor 007 seven."""
    if type(value) not in (int, float, bool):
        return None
    return written if _stands_for(written, value) else json.dumps(value)


def _stands_for(written: str, value: Any) -> bool:
    if type(value) is bool:
        return written.lower() == json.dumps(value)
    is_based = written[:2] in ("0x", "0o")
    try:
        number = int(written, 0) if is_based else float(written)
        return bool(number == value)
    except (ValueError, OverflowError):
        return False


def _as_flag(value: Any, written: str) -> bool | None:
    return FLAGS.get(value) if type(value) is str else None


def _as_integer(value: Any, written: str) -> int | None:
    is_digits = type(value) is str and _INTEGER.fullmatch(value)
    return int(value) if is_digits else None


_READINGS = {
    "string": _Reading("unquoted-text", "where a text belongs", "a text", _as_text),
    "boolean": _Reading(
        "boolean-as-text", "a text where a boolean belongs", "the boolean", _as_flag
    ),
    "integer": _Reading(
        "number-as-text", "a text where a number belongs", "the number", _as_integer
    ),
}
