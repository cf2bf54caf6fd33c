"""Drawing one instance of a schema."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from .numbers import number_for
from .schema_variants import Flat, Flattener, Undrawable
from .text import text_for

__all__ = ["Hand", "Path", "Plan"]

Path = tuple[str | int, ...]
_DEEPEST = 7
_LARGEST = 250
_STEPS = 20_000
_OTHER = "key1"
"""The first name of a property that may have any name."""


@dataclass(frozen=True)
class Plan:
    """What kind of instance to draw."""

    size: Literal["minimal", "maximal"] = "maximal"
    edge: Literal["", "low", "high", "null"] = ""
    """Take the least or greatest value allowed everywhere, or null where allowed."""
    member: int = 0
    """Which member to take of each enum, the last where there are fewer."""
    choices: tuple[tuple[Path, int], ...] = ()
    """Which alternative to take at a place; elsewhere the first that works."""
    kept: frozenset[Path] = frozenset()
    """Places that are drawn in any case, with what they stand in."""
    whole: Path | None = None
    """The place that is drawn in full, whatever the size of what is around it."""

    def is_whole(self, path: Path) -> bool:
        """Whether a place is the one that is drawn in full, or in it."""
        return self.whole is not None and path[: len(self.whole)] == self.whole


def number_of(path: Path) -> int:
    """Return a number between 10 and 99 that goes with a place."""
    return zlib.crc32(json.dumps(path).encode()) % 90 + 10


@dataclass
class Hand:
    """Draws one instance, and notes what else could have been drawn."""

    flattener: Flattener
    plan: Plan
    outermost: int
    unions: dict[Path, int] = field(default_factory=dict[Path, int])
    members: dict[Path, int] = field(default_factory=dict[Path, int])
    """How many members the enums have."""
    bounded: bool = False
    nullable: bool = False
    optional: set[Path] = field(default_factory=set[Path])
    _size: int = 0
    _steps: int = 0

    def draw(
        self,
        schema: Any,
        path: Path,
        inside: frozenset[str] = frozenset(),
        small: bool = False,
    ) -> Any:
        """Return a value; raises Undrawable where none is found.

        Args:
            inside: The references that the value stands in.
            small: Whether to draw only what is required.
        """
        self._steps += 1
        if self._steps > _STEPS or len(path) > 60:
            raise Undrawable("no finite instance was found")
        alternatives = self.flattener.alternatives(schema)
        nulls = [flat for flat in alternatives if flat["type"] == "null"]
        others = [flat for flat in alternatives if flat["type"] != "null"]
        self.nullable |= bool(nulls)
        wanted = self.plan.edge == "null" and len(path) >= self.outermost
        if nulls and (wanted or not others):
            return None
        return self._first(others or nulls, path, inside, small)

    def _first(
        self, alternatives: list[Flat], path: Path, inside: frozenset[str], small: bool
    ) -> Any:
        """The first alternative that works, or the one that is chosen."""
        if len(alternatives) > 1:
            self.unions[path] = len(alternatives)
        chosen = dict(self.plan.choices).get(path)
        if chosen is not None and chosen < len(alternatives):
            return self._by_type(alternatives[chosen], path, inside, small)
        if small and len(path) > _DEEPEST:
            alternatives = sorted(alternatives, key=lambda flat: bool(flat["refs"]))
        reason = Undrawable("no alternative")
        for flat in alternatives:
            kept = dict(self.unions), self._size
            try:
                return self._by_type(flat, path, inside, small)
            except Undrawable as error:
                self.unions, self._size = kept
                reason = error
        raise reason

    def _by_type(
        self, flat: Flat, path: Path, inside: frozenset[str], small: bool
    ) -> Any:
        self._size += 1
        again = bool(flat["refs"] & inside)
        is_whole = self.plan.is_whole(path)
        small = (
            (small and path != self.plan.whole)
            or (self.plan.size == "minimal" and not is_whole)
            or again
            or len(path) > _DEEPEST
            or self._size > _LARGEST
        )
        inside = inside | flat["refs"]
        match flat["type"]:
            case "enum":
                return self._member(flat, path)
            case "object":
                return self._object(flat, path, inside, small)
            case "array":
                return self._array(flat, path, inside, small)
            case "string":
                return self._string(flat, path)
            case "integer" | "number":
                return self._number(flat, path)
            case "boolean":
                self.members[path] = 2
                return (number_of(path) + self.plan.member) % 2 == 0
            case "null":
                return None
            case _:
                return _name_of(path) or "anything"

    def _member(self, flat: Flat, path: Path) -> Any:
        members = flat["enum"]
        solid = [m for m in members if m is not None]
        self.nullable |= len(solid) < len(members)
        wanted = self.plan.edge == "null" and len(path) >= self.outermost
        if wanted and len(solid) < len(members):
            return None
        solid = solid or members
        self.members[path] = len(solid)
        shift = path[-1] if path and isinstance(path[-1], int) else 0
        if shift:
            return solid[(self.plan.member + shift) % len(solid)]
        return solid[min(self.plan.member, len(solid) - 1)]

    def _object(
        self, flat: Flat, path: Path, inside: frozenset[str], small: bool
    ) -> dict[str, Any]:
        properties = flat.get("properties", {})
        required = flat.get("required", [])
        result: dict[str, Any] = {}
        for name in required:
            schema = properties.get(name, _further(flat, name))
            result[name] = self.draw(schema, (*path, name), inside, small)
        most = flat.get("maxProperties", math.inf)
        least = flat.get("minProperties", 0)
        for name, schema in properties.items():
            if name in result or schema is False:
                continue
            place = (*path, name)
            is_kept = place in self.plan.kept and len(result) < most
            if len(result) >= (least if small else most) and not is_kept:
                continue
            self._optional(result, name, schema, place, inside, small)
        has_kept = (*path, _OTHER) in self.plan.kept
        for name, schema in self._others(flat, small and not has_kept):
            if name not in result and len(result) < most:
                self._optional(result, name, schema, (*path, name), inside, small)
            if len(result) >= least:
                break
        # In the order of the document, as a person would write it.
        order = {name: index for index, name in enumerate(properties)}
        names = sorted(result, key=lambda name: order.get(name, len(order)))
        return {name: result[name] for name in names}

    def _optional(
        self,
        result: dict[str, Any],
        name: str,
        schema: Any,
        path: Path,
        inside: frozenset[str],
        small: bool,
    ) -> None:
        kept = dict(self.unions)
        try:
            result[name] = self.draw(schema, path, inside, small)
            self.optional.add(path)
        except Undrawable:
            self.unions = kept

    def _others(self, flat: Flat, small: bool) -> Iterator[tuple[str, Any]]:
        """Properties that the schema allows without a name."""
        least = flat.get("minProperties", 0)
        further = flat.get("additionalProperties", bool(least))
        wanted = max(least, 0 if small else 1)
        for pattern, schema in flat.get("patternProperties", {}).items():
            yield text_for({"pattern": pattern}, "", 10, ""), schema
        if further is False:
            return
        names = flat.get("propertyNames", True)
        for index in range(wanted + 1 if wanted else 0):
            name = f"{_OTHER[:-1]}{index + 1}"
            if names is not True:
                name = str(self.draw(names, ("names", index)))
            yield name, further

    def _array(
        self, flat: Flat, path: Path, inside: frozenset[str], small: bool
    ) -> list[Any]:
        least, most = flat.get("minItems", 0), flat.get("maxItems", math.inf)
        self.bounded |= least > 0 or most != math.inf
        if least > 1_000:
            raise Undrawable("minItems asks for a very long array")
        first = flat.get("prefixItems", [])
        items = flat.get("items", True)
        wanted = least if small or self.plan.edge == "low" else max(least, 2)
        if not small:
            wanted = max(wanted, len(first) if self.plan.edge != "low" else 0)
        if self.plan.edge == "high" and most <= 20 and not small:
            wanted = most
        if (*path, 0) in self.plan.kept:
            wanted = max(wanted, 1)
        if items is False:
            wanted = min(wanted, len(first))
        result: list[Any] = []
        for index in range(int(min(wanted, most))):
            schema = first[index] if index < len(first) else items
            try:
                value = self.draw(schema, (*path, index), inside, small)
            except Undrawable:
                if len(result) < least:
                    raise
                break
            if not (flat.get("uniqueItems") and value in result):
                result.append(value)
        if "contains" in flat and not small:
            result.append(self.draw(flat["contains"], (*path, 0), inside, small))
        return result

    def _string(self, flat: Flat, path: Path) -> str:
        edges = {"minLength", "maxLength"} & flat.keys()
        self.bounded |= bool(edges)
        try:
            return text_for(flat, _name_of(path), number_of(path), self.plan.edge)
        except Undrawable:
            for example in flat.get("examples", ()):
                if isinstance(example, str):
                    return example
            raise

    def _number(self, flat: Flat, path: Path) -> int | float:
        bounds = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
        self.bounded |= bool(bounds & flat.keys())
        return number_for(flat, number_of(path), self.plan.edge)


def _name_of(path: Path) -> str:
    """The nearest name of a place."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _further(flat: Flat, name: str) -> Any:
    """The schema of a property that is required and not described."""
    return flat.get("additionalProperties", True)
