"""The variants of a schema: schemas of one type, without composition.

``$ref``, ``allOf`` and ``anyOf`` are merged into them, so that code which generates or
decodes values only has to know the keywords of one type. Conditions are not merged but
listed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from generator.contract.drawing.conditions import CONDITIONS
from generator.contract.json_values import is_object
from generator.contract.schemas.direction_schema import DirectionSchemas
from generator.contract.schemas.merge import Merger, Variant, as_list

__all__ = ["NoInstanceError", "SchemaVariants", "Variant"]

MAX_VARIANTS = 256
MAX_REFERENCES = 100
MAX_HEIGHT_STEPS = 1_000
"""How many variants to look at for a height; the others count as finite."""
_COMPOSITION = ("$ref", "allOf", "anyOf", "$dynamicRef")
_OWN_KEYWORDS = ("conditions", "implied", "refs", "type")
_KEYWORDS_OF_TYPES = (
    ("object", ("properties", "required", "additionalProperties", "minProperties")),
    ("object", ("patternProperties", "propertyNames", "maxProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "multipleOf")),
    ("number", ("exclusiveMinimum", "exclusiveMaximum")),
)

_LISTING = frozenset({"properties", "patternProperties", "required", "prefixItems"})
"""Keywords that say nothing of a value, nor of its type, where they list nothing."""


class NoInstanceError(Exception):
    """No valid instance can be generated; the message says why."""


class SchemaVariants:
    """Computes the variants of schemas, and caches them.

    Args:
        schemas: Resolves references.
    """

    def __init__(self, schemas: DirectionSchemas) -> None:
        self._schemas = schemas
        self._cache: dict[int, tuple[Any, list[Variant]]] = {}
        self._heights: dict[int, tuple[Variant, float]] = {}
        self._merger = Merger()

    def of(self, schema: Any) -> list[Variant]:
        """Return the variants of a schema; an empty list if nothing can satisfy it."""
        key = id(schema)
        if key not in self._cache:
            variants = list(islice(self._typed_variants(schema), MAX_VARIANTS))
            self._cache[key] = (schema, variants)
        return self._cache[key][1]

    def of_type(self, schema: Any, type_name: str) -> list[Variant]:
        """Return the variants of a schema that have one type."""
        return [each for each in self.of(schema) if each["type"] == type_name]

    def non_null(self, schema: Any) -> list[Variant]:
        """Return the variants of a schema that are not null."""
        return [each for each in self.of(schema) if each["type"] != "null"]

    def is_alone(self, schema: Any, tokens: list[str]) -> bool:
        """Return whether a schema, and those of the values that lead to one inside of its
        instances, have no variants but null.
        """
        found = self.non_null(schema)
        if len(found) != 1 or not tokens:
            return len(found) == 1
        [variant] = found
        inner = variant.get("items", True)
        if variant["type"] == "object":
            inner = self.property_schema(variant, tokens[0])
        return "prefixItems" not in variant and self.is_alone(inner, tokens[1:])

    def height(self, variant: Variant) -> float:
        """Return the least number of values inside each other in an instance of a
        variant; infinity if it requires itself.
        """
        if id(variant) not in self._heights:
            self._add_heights(variant)
        return self._heights[id(variant)][1]

    def _add_heights(self, variant: Variant) -> None:
        """Find the heights of a variant, and of those that it requires, from below."""
        found: list[tuple[Variant, list[list[Variant]]]] = []
        pending = [variant]
        while pending:
            each = pending.pop()
            if len(found) == MAX_HEIGHT_STEPS:
                self._heights.setdefault(id(each), (each, 1))
            elif id(each) not in self._heights:
                self._heights[id(each)] = (each, math.inf)
                parts = [self.of(schema) for schema in self._required_schemas(each)]
                found.append((each, parts))
                pending += [inner for part in parts for inner in part]
        is_changed = True
        while is_changed:
            is_changed = False
            for each, parts in found:
                least = (
                    min(map(self.height, part), default=math.inf) for part in parts
                )
                height = 1 + max(least, default=0)
                if height < self._heights[id(each)][1]:
                    self._heights[id(each)], is_changed = (each, height), True

    def _required_schemas(self, variant: Variant) -> Iterator[Any]:
        """Yield the schemas of what each instance of a variant contains."""
        if variant["type"] == "object":
            for name in variant.get("required", ()):
                yield self.property_schema(variant, name)
        elif variant["type"] == "array" and variant.get("minItems", 0):
            yield (variant.get("prefixItems") or [variant.get("items", True)])[0]

    def property_schema(self, variant: Variant, name: str) -> Any:
        """Return the schema of a property, whether it is listed, matches patterns or is
        additional.
        """
        return self._merger.property_schema(variant, name)

    def property_names(self, schema: Any) -> set[str]:
        """Return the properties that any variant of a schema lists or requires."""
        return {
            name
            for variant in self.of(schema)
            for keyword in ("properties", "required")
            for name in variant.get(keyword, ())
        }

    def _typed_variants(self, schema: Any) -> Iterator[Variant]:
        for variant in self._variants(schema, ()):
            if "enum" in variant:
                conditions = {"allOf": variant.get("conditions", [True])}
                variant["enum"] = [
                    each for each in variant["enum"] if self.is_valid(conditions, each)
                ]
            for type_name in _types_of(variant):
                yield {**variant, "type": type_name}

    def is_valid(self, schema: Any, instance: Any) -> bool:
        """Return whether an instance satisfies a schema."""
        return schema is True or self._schemas.validator(schema).is_valid(instance)

    def restricted(self, variant: Variant, schema: Any) -> list[Variant]:
        """Return the variants that satisfy a variant and another schema."""
        if variant["type"] == "any":
            variant = {key: each for key, each in variant.items() if key != "type"}
        merged = (
            self._merger.merge(variant, part) for part in self._variants(schema, ())
        )
        return [
            {**each, "type": type_name}
            for each in merged
            if each is not None
            for type_name in _types_of(each)
        ]

    def both(self, schema: Any, other: Any) -> Any:
        """Return a schema of the values of two, without the types that the first one
        allows but does not mean: clients infer a type from keywords that are for it.
        """
        typed = [
            {
                "allOf": each.get("conditions", []),
                **{key: item for key, item in each.items() if key not in _OWN_KEYWORDS},
                **({} if each["type"] in ("any", "enum") else {"type": each["type"]}),
            }
            for each in self.of(schema)
        ]
        return {"allOf": [{"anyOf": typed}, other]} if typed else False

    def _variants(self, schema: Any, entered: tuple[str, ...]) -> Iterator[Variant]:
        """The variants of a schema, each possibly with several types.

        Args:
            entered: The references that are being resolved.
        """
        if schema is False:
            return
        if not is_object(schema):
            yield {"refs": frozenset()}
            return
        ref = schema.get("$ref")
        if isinstance(ref, str) and len(schema) == 1:
            yield from self._target_variants(ref, entered)
            return
        own = {k: v for k, v in schema.items() if k not in _COMPOSITION}
        own["refs"] = frozenset()
        condition = {name: own.pop(name) for name in CONDITIONS & own.keys()}
        if condition:
            own["conditions"] = [condition]
        if "const" in own:
            own["enum"] = [own.pop("const")]
        if implied := _implied_types(own):
            own["implied"] = implied
        groups = [[part] for part in schema.get("allOf", ())]
        if isinstance(ref, str):
            groups.insert(0, [{"$ref": ref}])
        if schema.get("anyOf"):
            groups.append(list(schema["anyOf"]))
        yield from self._product(own, groups, entered)

    def _target_variants(self, ref: str, entered: tuple[str, ...]) -> Iterator[Variant]:
        if ref in entered or len(entered) > MAX_REFERENCES:
            return
        try:
            target = self._schemas.resolve(ref)
        except LookupError:
            target = True
        for variant in self._variants(target, (*entered, ref)):
            yield {**variant, "refs": variant["refs"] | {ref}}

    def _product(
        self, variant: Variant, groups: Sequence[list[Any]], entered: tuple[str, ...]
    ) -> Iterator[Variant]:
        """The variant, merged with one schema of each group in every combination."""
        if not groups:
            yield variant
            return
        for schema in groups[0]:
            for part in self._variants(schema, entered):
                merged = self._merger.merge(variant, part)
                if merged is not None:
                    yield from self._product(merged, groups[1:], entered)


def _types_of(variant: Variant) -> list[str]:
    """The types that a variant allows, null last; inferred if it has no ``type``."""
    types = as_list(variant["type"]) if "type" in variant else []
    if "enum" in variant:
        variant["enum"] = [
            value for value in variant["enum"] if not types or _has_type(value, types)
        ]
        is_null = all(value is None for value in variant["enum"])
        return [] if not variant["enum"] else ["null"] if is_null else ["enum"]
    implied = variant.get("implied", [])
    if types:
        if "integer" in types and "number" in types:
            types.remove("integer")
        if implied:
            types = [each for each in types if each in (*implied, "null")]
        return sorted(types, key=lambda type_name: type_name == "null")
    return implied[:1] or ["any"]


def _implied_types(schema: dict[str, Any]) -> list[str]:
    """The type that the keywords of a schema object imply, if it declares none: clients
    infer it.
    """
    if not schema.keys().isdisjoint({"type", "enum"}):
        return []
    given = {name for name in schema if schema[name] or name not in _LISTING}
    for type_name, keywords in _KEYWORDS_OF_TYPES:
        if not given.isdisjoint(keywords):
            is_number = type_name == "number"
            return ["number", "integer"] if is_number else [type_name]
    return []


def _has_type(value: Any, types: list[str]) -> bool:
    return any(isinstance(value, _PYTHON_TYPES[each]) for each in types) and (
        not isinstance(value, bool) or "boolean" in types
    )


_PYTHON_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
