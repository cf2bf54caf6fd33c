"""Merge schemas that a value must satisfy together.

What is inside of objects and arrays is merged as the set of its schemas: the same schemas
give the same object, however they come together, so that the merged schemas of recursive
ones are finitely many.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from generator.contract.schemas.linear_regex import pattern_matches

__all__ = ["Merger", "Variant", "as_list"]

Variant = dict[str, Any]
"""Keywords; ``type`` is a type of JSON Schema, ``enum`` or ``any``, ``implied`` the types
that schema objects without a type imply; ``refs`` are the references that were resolved,
and ``conditions`` the conditions of each merged schema.
"""


class Merger:
    """Merges variants and schemas."""

    def __init__(self) -> None:
        self._sets: dict[frozenset[str], dict[str, Any]] = {}
        self._members: dict[int, dict[str, Any]] = {}
        """The members of a set by its identity, each by its text."""
        self._texts: dict[int, tuple[Any, str]] = {}

    def both(self, *schemas: Any) -> Any:
        """Return a schema that requires all of some schemas; always the same object for
        the same schemas.
        """
        members: dict[str, Any] = {}
        for schema in schemas:
            if schema is not True:
                members |= self._members_of(schema)
        if len(members) < 2:
            return next(iter(members.values()), True)
        key = frozenset(members)
        if key not in self._sets:
            made = {"allOf": list(members.values())}
            self._sets[key], self._members[id(made)] = made, members
        return self._sets[key]

    def _members_of(self, schema: Any) -> dict[str, Any]:
        """The schemas of a set that was merged, or a schema alone."""
        if id(schema) in self._members:
            return self._members[id(schema)]
        if id(schema) not in self._texts:
            self._texts[id(schema)] = schema, repr(schema)
        return {self._texts[id(schema)][1]: schema}

    def property_schema(self, variant: Variant, name: str) -> Any:
        """Return the schema of a property, whether it is listed, matches patterns or is
        additional.
        """
        listed = variant.get("properties", {})
        if name in listed and "patternProperties" not in variant:
            return listed[name]
        parts = [
            schema
            for pattern, schema in variant.get("patternProperties", {}).items()
            if pattern_matches(pattern, name)
        ]
        if name in listed:
            parts.insert(0, listed[name])
        return self.both(*parts) if parts else variant.get("additionalProperties", True)

    def merge(self, first: Variant, second: Variant) -> Variant | None:
        """Return a variant that requires both; None if they plainly contradict."""
        if len(first) == 1:
            return {**second, "refs": first["refs"] | second["refs"]}
        merged = {**first, **second}
        merged["refs"] = first["refs"] | second["refs"]
        for name in first.keys() & second.keys() - {"refs"}:
            merged[name] = self._keyword(name, first[name], second[name])
        if "type" in merged:
            merged["type"] = as_list(merged["type"])
        parts = [part for part in (first, second) if "properties" in part]
        if parts:
            merged["properties"] = {
                name: self.both(
                    self.property_schema(first, name),
                    self.property_schema(second, name),
                )
                for name in dict.fromkeys(n for p in parts for n in p["properties"])
            }
        sizes = [len(part.get("prefixItems", ())) for part in (first, second)]
        if any(sizes):
            merged["prefixItems"] = [
                self.both(_item_schema(first, index), _item_schema(second, index))
                for index in range(max(sizes))
            ]
        is_empty = merged.get("type") == [] or merged.get("enum") == []
        return None if is_empty else merged

    def _keyword(self, name: str, left: Any, right: Any) -> Any:
        """The value of a keyword that requires both values; else the second one."""
        if name in _STRICTER:
            return _STRICTER[name](left, right)
        match name:
            case "type":
                return _common_types(as_list(left), as_list(right))
            case "items" | "propertyNames" | "contains" | "additionalProperties":
                return self.both(left, right)
            case "conditions":
                return [*left, *right]
            case "implied" | "required":
                return list(dict.fromkeys([*left, *right]))
            case "patternProperties":
                return left | {
                    pattern: self.both(left.get(pattern, True), schema)
                    for pattern, schema in right.items()
                }
            case "enum":
                return [value for value in left if _contains(right, value)]
            case _:
                return right


def _item_schema(variant: Variant, index: int) -> Any:
    prefix = variant.get("prefixItems", ())
    return prefix[index] if index < len(prefix) else variant.get("items", True)


def _common_multiple(left: Any, right: Any) -> Any:
    is_whole = isinstance(left, int) and isinstance(right, int)
    return math.lcm(left, right) if is_whole else max(left, right)


_STRICTER: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "uniqueItems": max,
    "minContains": max,
    "maxContains": min,
    "multipleOf": _common_multiple,
}


def as_list(types: Any) -> list[str]:
    return [types] if isinstance(types, str) else list(types)


def _common_types(left: list[str], right: list[str]) -> list[str]:
    common = [each for each in left if each in right]
    is_integer = ("number" in left and "integer" in right) or (
        "integer" in left and "number" in right
    )
    return [*common, "integer"] if is_integer and "integer" not in common else common


def _contains(values: list[Any], value: Any) -> bool:
    return any(value == each and type(value) is type(each) for each in values)
