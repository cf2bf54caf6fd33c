"""Decide whether a small value satisfies a schema, to judge samples.

Keywords are those of JSON Schema 2020-12, in the way clients check them: ``oneOf``
allows several matches, what is sent has no readOnly property, and what is received no
writeOnly one, whether or not it is required. A value has the tag of a discriminator, also where
the document does not require it. Formats that have a Python type are checked. A
pattern comes from the document, so it is not run here: it is known for texts that were
written for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from generator.document.pointer import lookup

__all__ = ["is_text_of", "validity"]

MAX_STEPS = 1_000
"""How many schemas to look at, so that recursion and repetition end."""
MAX_DEPTH = 8

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_LIMITS: Mapping[type, str] = {str: "Length", list: "Items", dict: "Properties"}
_PREFIX = re.compile(r"\^([\w-]+)(?![*?{|])")
"""The literal text that a pattern begins with."""
_MALFORMED = (ArithmeticError, AttributeError, TypeError, ValueError)
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
_FORMATS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", dt.date.fromisoformat),
    "date-time": (
        rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}(Z|[-+][0-9]{{2}}:[0-9]{{2}})",
        dt.datetime.fromisoformat,
    ),
    "time": (rf"{_TIME}(Z|[-+][0-9]{{2}}:[0-9]{{2}})", dt.time.fromisoformat),
    "duration": (r"P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?(?<![PT])", str),
    "uuid": (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", UUID),
    "decimal": (r"-?[0-9]+(\.[0-9]+)?", str),
    "byte": (r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", str),
}
"""The texts of formats that are read in the same way by all: a pattern, and a function
that refuses what the pattern allows."""


_LOOSE_FORMATS: Mapping[str, str] = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "hostname": r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*",
    "ipv4": r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
    "ipv6": r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+",
}
"""Texts of formats that clients do not check; some validators do."""


def validity(
    root: dict[str, Any],
    schema: Any,
    value: Any,
    *,
    is_sent: bool = True,
    matches: Collection[tuple[str, str]] = (),
) -> bool | None:
    """Return whether a value satisfies a schema of the document `root`; None where a
    pattern or an endless recursion would decide, or a keyword is malformed.

    Args:
        is_sent: Whether it is sent or received.
        matches: Patterns, each with a text that is known to match.
    """
    hiding_keyword = "readOnly" if is_sent else "writeOnly"
    try:
        return _Judge(root, hiding_keyword, matches).of(schema, value)
    except (RecursionError, *_MALFORMED):
        return None


def is_text_of(format_: str, text: str) -> bool:
    """Return whether a text is one of a format; True for a format without rules."""
    form, read = _FORMATS.get(format_, ("", str))
    if not form:
        return True
    try:
        read(text)
    except ValueError:
        return False
    return re.fullmatch(form, text) is not None


def _all(found: Iterable[bool | None]) -> bool | None:
    """Return the conjunction: False if one is, else None if one is not known."""
    result: bool | None = True
    for each in found:
        if each is False:
            return False
        result = result if each else None
    return result


def _any(found: Iterable[bool | None]) -> bool | None:
    return _not(_all(map(_not, found)))


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


class _Judge:
    """Says whether values satisfy schemas; None where that is not known."""

    def __init__(
        self,
        root: dict[str, Any],
        hiding_keyword: str,
        matches: Collection[tuple[str, str]],
    ) -> None:
        self._root = root
        self._hiding_keyword = hiding_keyword
        self._matches = matches
        self._steps = 0
        self._known: dict[tuple[int, int], bool | None] = {}

    def of(self, schema: Any, value: Any) -> bool | None:
        """Return whether a value satisfies a schema."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            return None
        if not isinstance(schema, dict):
            return schema is not False
        # The objects of both exist as long as this judge.
        key = id(schema), id(value)
        if key not in self._known:
            self._known[key] = None  # A schema that contains itself decides nothing.
            self._known[key] = _all(self._all_of(schema, value))
        return self._known[key]

    def _all_of(self, schema: dict[str, Any], value: Any) -> Iterator[bool | None]:
        yield from _of_value(schema, value)
        if isinstance(value, str):
            yield from self._of_text(schema, value)
        elif isinstance(value, dict):
            yield from self._of_object(schema, value)
        elif isinstance(value, list):
            yield from self._of_array(schema, value)
        yield from self._of_parts(schema, value)

    def _of_parts(self, schema: dict[str, Any], value: Any) -> Iterator[bool | None]:
        """Yield whether a value satisfies the keywords that are for values of any type
        and contain schemas.
        """
        if "$ref" in schema:
            yield self.of(self._target(schema), value)
        for each in schema.get("allOf", ()):
            yield self.of(each, value)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                yield _any(self.of(each, value) for each in schema[keyword])
        if "not" in schema:
            yield _not(self.of(schema["not"], value))
        if "if" in schema:
            condition = self.of(schema["if"], value)
            for branch, is_met in (("then", condition), ("else", _not(condition))):
                if branch in schema and is_met is not False:
                    found = self.of(schema[branch], value)
                    yield found if is_met else found or None

    def _of_text(self, schema: dict[str, Any], value: str) -> Iterator[bool | None]:
        if "pattern" in schema:
            yield (schema["pattern"], value) in self._matches or None
        format_ = schema.get("format", "")
        yield is_text_of(format_, value)
        if format_ in _LOOSE_FORMATS:
            yield re.fullmatch(_LOOSE_FORMATS[format_], value) is not None or None
        if schema.get("contentEncoding") == "base64":
            yield is_text_of("byte", value)

    def _of_object(
        self, schema: dict[str, Any], value: dict[str, Any]
    ) -> Iterator[bool | None]:
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            yield name in value or self._is_hidden(properties.get(name))
        tag = schema.get("discriminator", {}).get("propertyName")
        if tag is not None:
            is_optional = "defaultMapping" in schema["discriminator"]
            yield tag in value or is_optional or self._is_hidden(properties.get(tag))
        for name, item in value.items():
            yield not self._is_hidden(properties.get(name))
            yield from self._of_property(schema, name, item)
        for name, required in schema.get("dependentRequired", {}).items():
            yield name not in value or value.keys() >= set(required)
        for name, each in schema.get("dependentSchemas", {}).items():
            yield name not in value or self.of(each, value)
        if "unevaluatedProperties" in schema:
            # Only names that are listed by the schema itself are known to be evaluated.
            yield value.keys() <= self._listed(schema) or None

    def _of_property(
        self, schema: dict[str, Any], name: str, item: Any
    ) -> Iterator[bool | None]:
        is_listed: bool | None = name in schema.get("properties", ())
        if is_listed:
            yield self.of(schema["properties"][name], item)
        for pattern, each in schema.get("patternProperties", {}).items():
            if (pattern, name) in self._matches:
                is_listed = True
                yield self.of(each, item)
            elif _may_match(pattern, name):
                is_listed = is_listed or None
                yield self.of(each, item) or None
        if not is_listed and "additionalProperties" in schema:
            found = self.of(schema["additionalProperties"], item)
            yield found if is_listed is False else found or None
        if "propertyNames" in schema:
            yield self.of(schema["propertyNames"], name)

    def _listed(self, schema: dict[str, Any]) -> set[str]:
        """Return the names that a schema lists, and those that it includes."""
        found: set[str] = set()
        seen: set[int] = set()
        pending = [schema]
        while pending and len(seen) < MAX_STEPS:
            current = pending.pop()
            if isinstance(current, dict) and id(current) not in seen:
                seen.add(id(current))
                found.update(current.get("properties", ()))
                pending += [self._target(current)] if "$ref" in current else []
                pending += current.get("allOf", ())
        return found

    def _target(self, schema: dict[str, Any]) -> Any:
        """Return the target of a ``$ref``, which may have a ``$ref`` beside keywords of its
        own.
        """
        return lookup(self._root, schema["$ref"])

    def _is_hidden(self, schema: Any) -> bool:
        for _ in range(MAX_DEPTH):
            if not isinstance(schema, dict):
                break
            if schema.get(self._hiding_keyword) is True:
                return True
            schema = self._target(schema) if "$ref" in schema else None
        return False

    def _of_array(
        self, schema: dict[str, Any], value: list[Any]
    ) -> Iterator[bool | None]:
        prefix: Sequence[Any] = schema.get("prefixItems", ())
        for index, item in enumerate(value):
            rest = schema.get("items", True)
            yield self.of(prefix[index] if index < len(prefix) else rest, item)
        if "contains" in schema:
            found = [self.of(schema["contains"], item) for item in value]
            count, most = found.count(True), len(found) - found.count(False)
            low, high = schema.get("minContains", 1), schema.get("maxContains", most)
            is_known = count == most
            yield (
                low <= count <= high
                if is_known
                else low <= count <= most <= high or None
            )
        if schema.get("uniqueItems") is True:
            yield len(set(map(repr, value))) == len(value)
        if "unevaluatedItems" in schema:
            yield len(value) <= len(prefix) or "items" in schema or None


def _may_match(pattern: str, text: str) -> bool:
    prefix = _PREFIX.match(pattern)
    return prefix is None or text.startswith(prefix[1])


def _of_value(schema: dict[str, Any], value: Any) -> Iterator[bool]:
    """Yield whether a value satisfies the keywords that contain no schemas."""
    types = schema.get("type", list(_TYPES))
    yield any(
        type(value) in _TYPES.get(each, ())
        for each in ([types] if isinstance(types, str) else types)
    )
    if "const" in schema:
        yield repr(value) == repr(schema["const"])
    if isinstance(schema.get("enum"), list):
        yield repr(value) in map(repr, schema["enum"])
    if type(value) in _LIMITS:
        name, size = _LIMITS[type(value)], len(value)
        yield schema.get(f"min{name}", 0) <= size <= schema.get(f"max{name}", size)
    if type(value) in (int, float):
        yield schema.get("minimum", value) <= value <= schema.get("maximum", value)
        yield schema.get("exclusiveMinimum", value - 1) < value
        yield value < schema.get("exclusiveMaximum", value + 1)
        step = schema.get("multipleOf", value or 1)
        yield (Fraction(str(value)) / Fraction(str(step))).denominator == 1
