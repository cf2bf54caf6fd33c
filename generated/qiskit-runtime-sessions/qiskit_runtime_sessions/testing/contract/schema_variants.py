"""Schemas without composition: every alternative as one flat schema.

``$ref``, ``allOf`` and ``anyOf`` are worked in. What is left of a schema are the
keywords that speak about one kind of value, so that drawing looks at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from .direction_schema import View
from .kinds import is_object

__all__ = ["Flat", "Flattener", "Undrawable"]

Flat = dict[str, Any]
MOST = 256
_COMPOSITION = ("$ref", "allOf", "anyOf", "$dynamicRef")
_BY_KEYWORD = (
    ("object", ("properties", "required", "additionalProperties", "minProperties")),
    ("object", ("patternProperties", "propertyNames", "maxProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "multipleOf")),
    ("number", ("exclusiveMinimum", "exclusiveMaximum")),
)


class Undrawable(Exception):
    """Nothing valid can be drawn; the message says why."""


class Flattener:
    """The flat alternatives of the schemas of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[int, tuple[Any, list[Flat]]] = {}

    def alternatives(self, schema: Any) -> list[Flat]:
        """Return the ways to satisfy a schema, each with exactly one ``type``.

        Raises Undrawable where there is none.
        """
        key = id(schema)
        if key not in self._known:
            found = list(islice(self._typed(schema), MOST))
            self._known[key] = (schema, found)
        if not self._known[key][1]:
            raise Undrawable("no value satisfies the schema")
        return self._known[key][1]

    def _typed(self, schema: Any) -> Iterator[Flat]:
        for flat in self._flats(schema, ()):
            for kind in _kinds(flat):
                yield {**flat, "type": kind}

    def _flats(self, schema: Any, entered: tuple[str, ...]) -> Iterator[Flat]:
        """The alternatives of a schema, types not yet told apart."""
        if schema is False:
            return
        if not is_object(schema):
            yield {"refs": frozenset()}
            return
        ref = schema.get("$ref")
        if isinstance(ref, str) and len(schema) == 1:
            yield from self._referred(ref, entered)
            return
        own = {k: v for k, v in schema.items() if k not in _COMPOSITION}
        own["refs"] = frozenset()
        if "const" in own:
            own["enum"] = [own.pop("const")]
        groups = [[part] for part in schema.get("allOf", ())]
        if isinstance(ref, str):
            groups.insert(0, [{"$ref": ref}])
        if schema.get("anyOf"):
            groups.append(list(schema["anyOf"]))
        yield from self._product(own, groups, entered)

    def _referred(self, ref: str, entered: tuple[str, ...]) -> Iterator[Flat]:
        if ref in entered or len(entered) > 100:
            return
        try:
            target = self._view.target(ref)
        except LookupError:
            target = True
        for flat in self._flats(target, (*entered, ref)):
            yield {**flat, "refs": flat["refs"] | {ref}}

    def _product(
        self, flat: Flat, groups: Sequence[list[Any]], entered: tuple[str, ...]
    ) -> Iterator[Flat]:
        """The flat schema merged with one alternative of each group."""
        if not groups:
            yield flat
            return
        for variant in groups[0]:
            for part in self._flats(variant, entered):
                merged = merge(flat, part)
                if merged is not None:
                    yield from self._product(merged, groups[1:], entered)


def _kinds(flat: Flat) -> list[str]:
    """The types a flat schema admits, null last; guessed where it does not say."""
    kinds = _listed(flat["type"]) if "type" in flat else []
    if "enum" in flat:
        flat["enum"] = [m for m in flat["enum"] if not kinds or _is_any(m, kinds)]
        return ["enum"] if flat["enum"] else []
    if kinds:
        if "integer" in kinds and "number" in kinds:
            kinds.remove("integer")
        return sorted(kinds, key=lambda kind: kind == "null")
    for kind, keywords in _BY_KEYWORD:
        if any(keyword in flat for keyword in keywords):
            return [kind]
    return ["any"]


def _is_any(value: Any, kinds: list[str]) -> bool:
    return any(isinstance(value, _PYTHON[kind]) for kind in kinds) and (
        not isinstance(value, bool) or "boolean" in kinds
    )


_PYTHON: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def merge(first: Flat, second: Flat) -> Flat | None:
    """Return what satisfies both; None where that is plainly nothing."""
    if len(first) == 1:
        return {**second, "refs": first["refs"] | second["refs"]}
    result = {**first, **second}
    result["refs"] = first["refs"] | second["refs"]
    for name in first.keys() & second.keys() - {"refs"}:
        one, other = first[name], second[name]
        if name in _TIGHTEST:
            result[name] = _TIGHTEST[name](one, other)
        elif name == "required":
            result[name] = list(dict.fromkeys([*one, *other]))
        elif name == "type":
            result[name] = _both_types(_listed(one), _listed(other))
        elif name in ("items", "propertyNames", "contains", "not"):
            result[name] = _both(one, other, name)
    for part in (first, second):
        if "type" in part:
            result["type"] = _listed(result["type"])
    _merge_properties(first, second, result)
    _merge_values(first, second, result)
    return None if result.get("type") == [] or result.get("enum") == [] else result


_TIGHTEST: dict[str, Callable[[Any, Any], Any]] = {
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
}


def _listed(kinds: Any) -> list[str]:
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _both_types(one: list[str], other: list[str]) -> list[str]:
    found = [kind for kind in one if kind in other]
    whole = ("number" in one and "integer" in other) or (
        "integer" in one and "number" in other
    )
    return [*found, "integer"] if whole and "integer" not in found else found


def _both(one: Any, other: Any, name: str = "") -> Any:
    if one is True or one == other:
        return other
    if other is True:
        return one
    return {"anyOf": [one, other]} if name == "not" else {"allOf": [one, other]}


def _merge_properties(first: Flat, second: Flat, result: Flat) -> None:
    parts = [part for part in (first, second) if "properties" in part]
    if parts:
        names = dict.fromkeys(name for part in parts for name in part["properties"])
        result["properties"] = {
            name: _both(_property(first, name), _property(second, name))
            for name in names
        }
    if "additionalProperties" in first and "additionalProperties" in second:
        result["additionalProperties"] = _both(
            first["additionalProperties"], second["additionalProperties"]
        )


def _property(part: Flat, name: str) -> Any:
    """What a schema says of a property, be it by its rule for all others."""
    listed = part.get("properties", {})
    if name in listed:
        return listed[name]
    if part.get("patternProperties"):
        return True
    return part.get("additionalProperties", True)


def _merge_values(first: Flat, second: Flat, result: Flat) -> None:
    """Keep the values that both schemas list."""
    if "enum" in first and "enum" in second:
        result["enum"] = [v for v in first["enum"] if _holds(v, second["enum"])]


def _holds(value: Any, values: list[Any]) -> bool:
    return any(value == each and type(value) is type(each) for each in values)
