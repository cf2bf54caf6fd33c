"""Builds one instance of a schema according to a plan."""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from generator.contract.drawing.conditions import remedies
from generator.contract.drawing.scalars import (
    Boundary,
    generate_number,
    generate_string,
)
from generator.contract.schemas.variants import (
    NoInstanceError,
    SchemaVariants,
    Variant,
)

__all__ = ["InstanceBuilder", "Path", "Plan"]

Path = tuple[str | int, ...]
"""Names and indices that lead to a value in an instance."""

MAX_MAXIMAL_DEPTH = 7
"""Depth beyond which values are minimal."""
MAX_DEPTH = 60
MAX_MAXIMAL_VALUES = 250
"""Number of values after which the others are minimal."""
MAX_STEPS = 20_000
MAX_ITEMS = 20
MAX_MIN_ITEMS = 1_000
MAX_REMEDIES = 4
"""How many remedies to combine."""
MAX_ATTEMPTS = 12
"""How many values to try where some are excluded."""
_ADDITIONAL = "key"
"""Additional properties are named ``key1``, ``key2``, ..."""
_NUMBER_KEYWORDS = frozenset(
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
)


class _Place(NamedTuple):
    """Where in an instance a value is built."""

    path: Path
    entered: frozenset[str] = frozenset()
    """The references that the value is inside of."""
    is_minimal: bool = False
    """Whether to include only what is required."""

    def child(self, key: str | int) -> _Place:
        return self._replace(path=(*self.path, key))


_ROOT = _Place(())


@dataclass(frozen=True)
class Plan:
    """Which instance to build."""

    size: Literal["minimal", "maximal"] = "maximal"
    boundary: Boundary = ""
    enum_index: int = 0
    """Which member of each enum to choose; the last one of shorter enums."""
    choices: tuple[tuple[Path, int], ...] = ()
    """Which variant to choose at a path; elsewhere the first one that is possible."""
    included: frozenset[Path] = frozenset()
    """Optional values to include in any case."""
    maximal: Path | None = None
    """The path of a value that is maximal although the rest is not."""

    def is_maximal(self, path: Path) -> bool:
        """Return whether a path is in the value that is maximal in any case."""
        return self.maximal is not None and path[: len(self.maximal)] == self.maximal


def _number_of(path: Path) -> int:
    """A number between 10 and 99 that depends on the path only."""
    return zlib.crc32(json.dumps(path).encode()) % 90 + 10


@dataclass
class InstanceBuilder:
    """Builds one instance, and records what other instances there could be.

    Args:
        variants: Computes the variants of schemas.
        plan: Which instance to build.
        min_null_depth: The least depth at which a plan for null chooses null.
    """

    variants: SchemaVariants
    plan: Plan
    min_null_depth: int
    variant_counts: dict[Path, int] = field(default_factory=dict[Path, int])
    enum_sizes: dict[Path, int] = field(default_factory=dict[Path, int])
    has_bounds: bool = False
    has_null: bool = False
    optional: set[Path] = field(default_factory=set[Path])
    """The paths of the optional values in the instance."""
    _value_count: int = 0
    _steps: int = 0
    _salt: int = 0
    """Makes a value different from the one that was tried before."""

    def build(self, schema: Any, place: _Place = _ROOT) -> Any:
        """Return an instance; raise NoInstanceError if none is found."""
        self._steps += 1
        if self._steps > MAX_STEPS or len(place.path) > MAX_DEPTH:
            raise NoInstanceError("found no finite instance")
        variants = self.variants.of(schema)
        if not variants:
            raise NoInstanceError("no value satisfies the schema")
        non_null = self.variants.non_null(schema)
        has_null = len(non_null) < len(variants)
        self.has_null |= has_null
        if has_null and (self._is_null_planned(place.path) or not non_null):
            return None
        return self._build_first(non_null, place)

    def _is_null_planned(self, path: Path) -> bool:
        return self.plan.boundary == "null" and len(path) >= self.min_null_depth

    def _build_first(self, variants: list[Variant], place: _Place) -> Any:
        """Build the variant that the plan chooses, or the first that is possible."""
        variants = [v for v in variants if self.variants.height(v) < math.inf]
        if not variants:
            raise NoInstanceError("found no finite instance")
        if len(variants) > 1:
            self.variant_counts[place.path] = len(variants)
        chosen = dict(self.plan.choices).get(place.path)
        if chosen is not None and chosen < len(variants):
            return self._build_variant(variants[chosen], place)
        if place.is_minimal and len(place.path) > MAX_MAXIMAL_DEPTH:
            variants = sorted(variants, key=self.variants.height)
        reason = NoInstanceError("the schema has no variants")
        for variant in variants:
            saved = dict(self.variant_counts), self._value_count
            try:
                return self._build_variant(variant, place)
            except NoInstanceError as error:
                self.variant_counts, self._value_count = saved
                reason = error
        raise reason

    def _build_variant(self, variant: Variant, place: _Place) -> Any:
        self._value_count += 1
        path = place.path
        place = _Place(
            path,
            place.entered | variant["refs"],
            (place.is_minimal and path != self.plan.maximal)
            or (self.plan.size == "minimal" and not self.plan.is_maximal(path))
            or bool(variant["refs"] & place.entered)
            or len(path) > MAX_MAXIMAL_DEPTH
            or self._value_count > MAX_MAXIMAL_VALUES,
        )
        if "conditions" not in variant or variant["type"] == "enum":
            return self._build_typed(variant, place)
        return self._build_conditional(variant, place, MAX_REMEDIES)

    def _build_conditional(self, variant: Variant, place: _Place, depth: int) -> Any:
        """Build a variant, and with one remedy after the other as long as a condition
        is not met.
        """
        is_valid = self.variants.is_valid
        saved = dict(self.variant_counts), set(self.optional), self._salt
        is_scalar = variant["type"] not in ("object", "array")
        value: Any = None
        unmet: list[Any] = []
        for attempt in range(MAX_ATTEMPTS if is_scalar else 1):
            self.variant_counts, self.optional = dict(saved[0]), set(saved[1])
            self._salt = saved[2] + attempt
            try:
                value = self._build_typed(variant, place)
            finally:
                self._salt = saved[2]
            conditions = variant.get("conditions", ())
            unmet = [each for each in conditions if not is_valid(each, value)]
            if not unmet:
                return value
        for remedy in remedies(unmet[0], value, is_valid) if depth else ():
            for restricted in self.variants.restricted(variant, remedy):
                self.variant_counts, self.optional = dict(saved[0]), set(saved[1])
                try:
                    return self._build_conditional(restricted, place, depth - 1)
                except NoInstanceError:
                    continue
        raise NoInstanceError(f"found no value that meets {' and '.join(unmet[0])}")

    def _build_typed(self, variant: Variant, place: _Place) -> Any:
        path = place.path
        match variant["type"]:
            case "enum":
                return self._enum_member(variant, path)
            case "object":
                return self._object(variant, place)
            case "array":
                return self._array(variant, place)
            case "string":
                return self._string(variant, path)
            case "integer" | "number":
                self.has_bounds |= bool(_NUMBER_KEYWORDS & variant.keys())
                number = _number_of(path) + self._salt
                return generate_number(variant, number, self._boundary)
            case "boolean":
                self.enum_sizes[path] = 2
                index = _number_of(path) + self.plan.enum_index + self._salt
                return index % 2 == 0
            case "null":
                return None
            case _:
                return _name_of(path) or "anything"

    @property
    def _boundary(self) -> Boundary:
        """The boundary that the plan asks for; none if that value was excluded."""
        return "" if self._salt else self.plan.boundary

    def _enum_member(self, variant: Variant, path: Path) -> Any:
        values = variant["enum"]
        non_null = [value for value in values if value is not None]
        has_null = len(non_null) < len(values)
        self.has_null |= has_null
        if has_null and self._is_null_planned(path):
            return None
        non_null = non_null or values
        self.enum_sizes[path] = len(non_null)
        offset = path[-1] if path and isinstance(path[-1], int) else 0
        offset += self._salt
        if offset:  # the items of an array differ
            return non_null[(self.plan.enum_index + offset) % len(non_null)]
        return non_null[min(self.plan.enum_index, len(non_null) - 1)]

    def _object(self, variant: Variant, place: _Place) -> dict[str, Any]:
        properties = variant.get("properties", {})
        result: dict[str, Any] = {}
        for name in variant.get("required", []):
            result[name] = self.build(
                self.variants.property_schema(variant, name), place.child(name)
            )
        low = variant.get("minProperties", 0)
        high = variant.get("maxProperties", math.inf)
        names = variant.get("propertyNames", True)
        for name in properties:
            schema = self.variants.property_schema(variant, name)
            if name in result or not self.variants.is_valid(names, name):
                continue
            is_included = self._is_included(place, name) and len(result) < high
            if is_included or len(result) < (low if place.is_minimal else high):
                self._add_optional(result, name, schema, place)
        self._add_unlisted(result, variant, place)
        # In the order of the document, as a person would write it.
        order = {name: index for index, name in enumerate(properties)}
        names = sorted(result, key=lambda name: order.get(name, len(order)))
        return {name: result[name] for name in names}

    def _is_included(self, place: _Place, key: str | int) -> bool:
        return (*place.path, key) in self.plan.included

    def _add_optional(
        self, result: dict[str, Any], name: str, schema: Any, place: _Place
    ) -> None:
        saved = dict(self.variant_counts)
        try:
            result[name] = self.build(schema, place.child(name))
            self.optional.add((*place.path, name))
        except NoInstanceError:
            self.variant_counts = saved

    def _add_unlisted(
        self, result: dict[str, Any], variant: Variant, place: _Place
    ) -> None:
        """Add properties that the schema does not list: one for each pattern, and an
        additional one where the schema mentions those.
        """
        low = variant.get("minProperties", 0)
        high = variant.get("maxProperties", math.inf)
        is_wanted = not place.is_minimal
        for pattern in variant.get("patternProperties", {}):
            name = generate_string({"pattern": pattern}, "", 10, "")
            is_included = self._is_included(place, name) or len(result) < low
            if name not in result and (is_wanted or is_included) and len(result) < high:
                self._add_optional(
                    result, name, self.variants.property_schema(variant, name), place
                )
        additional = variant.get("unevaluatedProperties", bool(low))
        additional = variant.get("additionalProperties", additional)
        for index in range(max(low, 1) + 1 if additional is not False else 0):
            name = f"{_ADDITIONAL}{index + 1}"
            names = variant.get("propertyNames", True)
            if not self.variants.is_valid(names, name):
                name = str(self.build(names, _Place(("names", index))))
            is_included = self._is_included(place, name) or len(result) < low
            if name not in result and (is_wanted or is_included) and len(result) < high:
                is_wanted = False
                schema = {
                    "allOf": [self.variants.property_schema(variant, name), additional]
                }
                self._add_optional(result, name, schema, place)

    def _array(self, variant: Variant, place: _Place) -> list[Any]:
        low, high = variant.get("minItems", 0), variant.get("maxItems", math.inf)
        self.has_bounds |= low > 0 or high != math.inf
        if low > MAX_MIN_ITEMS:
            raise NoInstanceError(f"minItems is greater than {MAX_MIN_ITEMS}")
        prefix, items = variant.get("prefixItems", []), variant.get("items", True)
        missing = variant.get("minContains", 1) if "contains" in variant else 0
        count, result = self._item_count(variant, place), list[Any]()
        while len(result) < count or (missing > 0 and len(result) < high):
            index = len(result)
            schema = prefix[index] if index < len(prefix) else items
            try:
                if missing > 0:
                    contained = self.variants.both(schema, variant["contains"])
                    missing -= self._append_contained(result, contained, variant, place)
                if len(result) == index:
                    if missing > 0 and index >= len(prefix):
                        raise NoInstanceError("no item satisfies contains")
                    self._append(result, schema, variant, place)
            except NoInstanceError:
                if len(result) < low or missing > 0:
                    raise
                break
        return result

    def _append_contained(
        self, result: list[Any], schema: Any, variant: Variant, place: _Place
    ) -> bool:
        """Append an item that satisfies ``contains``, if one is possible here."""
        try:
            self._append(result, schema, variant, place)
        except NoInstanceError:
            return False
        return True

    def _append(
        self, result: list[Any], schema: Any, variant: Variant, place: _Place
    ) -> None:
        """Append an item, different from the others if they must be unique."""
        saved = self._salt
        for attempt in range(MAX_ATTEMPTS if variant.get("uniqueItems") else 1):
            self._salt = saved + attempt
            try:
                value = self.build(schema, place.child(len(result)))
            finally:
                self._salt = saved
            if not variant.get("uniqueItems") or value not in result:
                result.append(value)
                return
        raise NoInstanceError("found too few different items")

    def _item_count(self, variant: Variant, place: _Place) -> int:
        low, high = variant.get("minItems", 0), variant.get("maxItems", math.inf)
        prefix = variant.get("prefixItems", [])
        count = low
        if not place.is_minimal and self.plan.boundary != "low":
            count = max(low, 2, len(prefix))
        if self.plan.boundary == "high" and high <= MAX_ITEMS and not place.is_minimal:
            count = high
        if self._is_included(place, 0):
            count = max(count, 1)
        if variant.get("items", True) is False:
            count = min(count, len(prefix))
        return int(min(count, high))

    def _string(self, variant: Variant, path: Path) -> str:
        self.has_bounds |= "minLength" in variant or "maxLength" in variant
        name, number = _name_of(path), _number_of(path) + self._salt
        try:
            return generate_string(variant, name, number, self._boundary)
        except NoInstanceError:
            for example in variant.get("examples", ()):
                if isinstance(example, str):
                    return example
            raise


def _name_of(path: Path) -> str:
    """The last name in a path."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
