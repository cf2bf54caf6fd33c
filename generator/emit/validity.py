"""Decide whether a small value satisfies a schema, to judge the examples of a README.

Keywords are those of JSON Schema 2020-12, in the way clients check them: ``oneOf``
allows several matches, a readOnly property is not required in what is sent, and a
writeOnly one not in what is received. What is sent has the tag of a discriminator, also
where the document does not require it. A pattern comes from the document, so it is not
run here; a format is an annotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from generator.document.pointer import deref

__all__ = ["validity"]

MAX_STEPS = 1_000
"""How many schemas to look at, so that recursion and repetition end."""

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
_UNDECIDABLE: Mapping[type, tuple[str, ...]] = {
    str: ("pattern",),
    list: ("unevaluatedItems",),
    dict: ("unevaluatedProperties",),
}
_PATTERNS = "patternProperties"
_PREFIX = re.compile(r"\^([\w-]+)(?![*?{|])")
"""The literal text that a pattern begins with."""


_MALFORMED = (ArithmeticError, AttributeError, TypeError, ValueError)


class _Undecided(Exception):
    """The value may or may not satisfy the schema."""


def validity(
    root: dict[str, Any], schema: Any, value: Any, *, is_sent: bool = True
) -> bool | None:
    """Return whether a value satisfies a schema of the document `root`; None where a
    pattern or an endless recursion would decide, or a keyword is malformed.

    `is_sent` says whether it is sent or received.
    """
    hiding_keyword = "readOnly" if is_sent else "writeOnly"
    try:
        return _Validity(root, hiding_keyword).of(schema, value)
    except (_Undecided, RecursionError, *_MALFORMED):
        return None


class _Validity:
    """Whether values satisfy schemas; raises _Undecided where that is not known."""

    def __init__(self, root: dict[str, Any], hiding_keyword: str) -> None:
        self._root = root
        self._hiding_keyword = hiding_keyword
        self._steps = 0

    def of(self, schema: Any, value: Any) -> bool:
        """Return whether a value satisfies a schema."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise _Undecided
        if not isinstance(schema, dict):
            return schema is not False
        if any(keyword in schema for keyword in _UNDECIDABLE.get(type(value), ())):
            raise _Undecided
        return (
            all(_of_value(schema, value))
            and all(self._of_parts(schema, value))
            and (type(value) is not dict or all(self._of_object(schema, value)))
            and (type(value) is not list or all(self._of_array(schema, value)))
        )

    def _of_parts(self, schema: dict[str, Any], value: Any) -> Iterator[bool]:
        """Yield whether a value satisfies the keywords that are for values of any type
        and contain schemas.
        """
        if "$ref" in schema:
            yield self.of(deref(self._root, schema), value)
        for each in schema.get("allOf", ()):
            yield self.of(each, value)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                yield any(self.of(each, value) for each in schema[keyword])
        if "not" in schema:
            yield not self.of(schema["not"], value)
        if "if" in schema:
            branch = "then" if self.of(schema["if"], value) else "else"
            yield self.of(schema.get(branch, True), value)

    def _of_object(
        self, schema: dict[str, Any], value: dict[str, Any]
    ) -> Iterator[bool]:
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            yield name in value or self._is_hidden(properties.get(name))
        tag = schema.get("discriminator", {}).get("propertyName")
        if tag is not None and self._hiding_keyword == "readOnly":
            is_optional = "defaultMapping" in schema["discriminator"]
            yield tag in value or is_optional or self._is_hidden(properties.get(tag))
        for name, item in value.items():
            if any(_may_match(each, name) for each in schema.get(_PATTERNS, ())):
                raise _Undecided
            other = schema.get("additionalProperties", True)
            yield self.of(properties.get(name, other), item)
            yield self.of(schema.get("propertyNames", True), name)
        for name, required in schema.get("dependentRequired", {}).items():
            yield name not in value or value.keys() >= set(required)
        for name, each in schema.get("dependentSchemas", {}).items():
            yield name not in value or self.of(each, value)

    def _is_hidden(self, schema: Any) -> bool:
        found = deref(self._root, schema)
        return any(
            isinstance(each, dict) and each.get(self._hiding_keyword) is True
            for each in (schema, found)
        )

    def _of_array(self, schema: dict[str, Any], value: list[Any]) -> Iterator[bool]:
        prefix: Sequence[Any] = schema.get("prefixItems", ())
        for index, item in enumerate(value):
            rest = schema.get("items", True)
            yield self.of(prefix[index] if index < len(prefix) else rest, item)
        if "contains" in schema:
            count = sum(self.of(schema["contains"], item) for item in value)
            low, high = schema.get("minContains", 1), schema.get("maxContains", count)
            yield low <= count <= high
        if schema.get("uniqueItems") is True:
            yield len(set(map(repr, value))) == len(value)


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
