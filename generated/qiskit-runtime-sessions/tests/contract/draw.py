"""Instances of schemas, drawn from the document alone.

What is drawn depends on the schema and on where in it a value stands, never on chance
or on hashes, so it changes only where the document does. Everything that leaves this
module has been validated.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from .flat import Flat, Flattener, Undrawable
from .text import text_for
from .view import View

__all__ = ["Drawing", "Drawn", "Plan", "number_of"]

Path = tuple[str | int, ...]
_DEEPEST = 7
_LARGEST = 250
_STEPS = 20_000
_VARIANTS = 60
_MEMBERS = 200
_SIGNIFICANT = 2**53 - 1


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


@dataclass(frozen=True)
class Drawn:
    """A valid instance and what is special about it."""

    label: str
    value: Any


def number_of(path: Path) -> int:
    """Return a number between 10 and 99 that goes with a place."""
    return zlib.crc32(json.dumps(path).encode()) % 90 + 10


class Drawing:
    """Draws the instances of one view.

    Args:
        view: The document in one direction.
        outermost: How deep a value has to stand to be null.
    """

    def __init__(self, view: View, outermost: int = 1) -> None:
        self._view = view
        self._outermost = outermost
        self.flattener = Flattener(view)
        self._known: dict[str, tuple[list[Drawn], list[str]]] = {}

    def cases(self, schema: Any) -> tuple[list[Drawn], list[str]]:
        """Return instances of a schema that differ in what matters, and why any that
        should be among them is not.
        """
        key = repr(schema)
        if key not in self._known:
            found = _Cases(self._view, self.flattener, schema, self._outermost)
            self._known[key] = (list(found.distinct()), found.left_out)
        return self._known[key]

    def least(self, schema: Any) -> Any:
        """Return a minimal instance; raises Undrawable where there is none."""
        drawn, left_out = self.cases(schema)
        if not drawn:
            raise Undrawable(left_out[0] if left_out else "nothing can be drawn")
        return drawn[0].value


class _Cases:
    """The instances of one schema, one after the other."""

    def __init__(
        self, view: View, flattener: Flattener, schema: Any, outermost: int
    ) -> None:
        self._outermost = outermost
        self._view = view
        self._flattener = flattener
        self._schema = schema
        self.left_out: list[str] = []

    def distinct(self) -> Iterator[Drawn]:
        seen = set()
        for drawn in self._all():
            key = json.dumps(drawn.value, sort_keys=True)
            if key not in seen:
                seen.add(key)
                yield drawn

    def _all(self) -> Iterator[Drawn]:
        yield from self._one("minimal", Plan("minimal"))[1]
        hand, found = self._one("maximal", Plan())
        yield from found
        yield from self._variants(hand)
        for member in range(1, min(hand.members, _MEMBERS)):
            yield from self._one(f"member {member + 1}", Plan(member=member))[1]
        if hand.bounded:
            yield from self._one("lower bounds", Plan(edge="low"))[1]
            yield from self._one("upper bounds", Plan(edge="high"))[1]
        if hand.nullable:
            yield from self._one("null", Plan(edge="null"))[1]

    def _variants(self, hand: _Hand) -> Iterator[Drawn]:
        waiting: list[tuple[tuple[Path, int], ...]] = [
            ((path, k),) for path, n in hand.unions.items() for k in range(1, n)
        ]
        for count, choices in enumerate(waiting):
            if count == _VARIANTS:
                return
            path, index = choices[-1]
            label = f"variant {index + 1} at /{'/'.join(map(str, path))}"
            if len(path) < 2:
                yield from self._one(
                    f"minimal {label}", Plan("minimal", choices=choices)
                )[1]
            inner, found = self._one(label, Plan(choices=choices))
            yield from found
            if inner.bounded and len(path) < 2:
                low = Plan(edge="low", choices=choices)
                high = Plan(edge="high", choices=choices)
                yield from self._one(f"lower bounds of {label}", low)[1]
                yield from self._one(f"upper bounds of {label}", high)[1]
            waiting += [
                (*choices, (deeper, k))
                for deeper, n in inner.unions.items()
                if deeper not in hand.unions and len(choices) < 3
                for k in range(1, n)
            ]

    def _one(self, label: str, plan: Plan) -> tuple[_Hand, list[Drawn]]:
        hand = _Hand(self._flattener, plan, self._outermost)
        try:
            value = hand.draw(self._schema, ())
            value = self._mended(value, hand)
        except Undrawable as reason:
            self.left_out.append(f"{label}: {reason}")
            return hand, []
        except ValueError as reason:  # the schema itself
            self.left_out.append(f"{label}: {str(reason)[:300]}")
            return hand, []
        return hand, [Drawn(label, value)]

    def _mended(self, value: Any, hand: _Hand) -> Any:
        """The value without the optional members that are not valid."""
        validator = self._view.validator(self._schema)
        for _ in range(30):
            error = next(iter(validator.iter_errors(value)), None)
            if error is None:
                return value
            path = tuple(error.instance_path)
            if not _dropped(value, path, hand.optional):
                place = "/".join(map(str, path))
                raise Undrawable(f"/{place}: {error.message[:200]}")
        raise Undrawable("too much of what was drawn is not valid")


def _dropped(value: Any, path: Path, optional: set[Path]) -> bool:
    """Take the innermost optional member around a place out of a value."""
    while path and path not in optional:
        path = path[:-1]
    if not path:
        return False
    for step in path[:-1]:
        value = value[step]
    optional.discard(path)
    return value.pop(path[-1], None) is not None


@dataclass
class _Hand:
    """Draws one instance, and notes what else could have been drawn."""

    flattener: Flattener
    plan: Plan
    outermost: int
    unions: dict[Path, int] = field(default_factory=dict)
    members: int = 0
    bounded: bool = False
    nullable: bool = False
    optional: set[Path] = field(default_factory=set)
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
        small = (
            small
            or self.plan.size == "minimal"
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
                self.members = max(self.members, 2)
                return (number_of(path) + self.plan.member) % 2 == 0
            case "null":
                return None
        return _name_of(path) or "anything"

    def _member(self, flat: Flat, path: Path) -> Any:
        members = flat["enum"]
        solid = [m for m in members if m is not None]
        self.nullable |= len(solid) < len(members)
        wanted = self.plan.edge == "null" and len(path) >= self.outermost
        if wanted and len(solid) < len(members):
            return None
        solid = solid or members
        self.members = max(self.members, len(solid))
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
            if len(result) >= (least if small else most):
                break
            self._optional(result, name, schema, (*path, name), inside, small)
        for name, schema in self._others(flat, small):
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
            name = f"key{index + 1}"
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
        whole = flat["type"] == "integer"
        low, high = _bounds(flat, whole)
        step = flat.get("multipleOf")
        self.bounded |= low is not None or high is not None
        if self.plan.edge == "low" and low is not None:
            return _stepped(low, step, math.ceil)
        if self.plan.edge == "high" and high is not None:
            return _stepped(high, step, math.floor)
        value: int | float = number_of(path) if whole else number_of(path) + 0.5
        if (low is not None and value < low) or (high is not None and value > high):
            near = low if low is not None else high
            assert near is not None
            value = near if whole else _between(near, low, high)
            if step is None and whole and low is not None:
                value = low + number_of(path) % 7
                value = low if high is not None and value > high else value
        rounding = math.floor if low is None or value > low else math.ceil
        return _stepped(value, step, rounding)


def _name_of(path: Path) -> str:
    """The nearest name of a place."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _further(flat: Flat, name: str) -> Any:
    """The schema of a property that is required and not described."""
    return flat.get("additionalProperties", True)


def _bounds(flat: Flat, whole: bool) -> tuple[float | None, float | None]:
    """The least and the greatest number allowed."""
    tiny = 1 if whole else 0.5
    low, high = flat.get("minimum"), flat.get("maximum")
    above, below = flat.get("exclusiveMinimum"), flat.get("exclusiveMaximum")
    if above is not None and (low is None or above >= low):
        low = math.floor(above) + 1 if whole else above + tiny
        if not whole and below is not None and low >= below:
            low = (above + below) / 2
    if below is not None and (high is None or below <= high):
        high = math.ceil(below) - 1 if whole else below - tiny
        if not whole and low is not None and high < low:
            high = low
    if whole and low is not None:
        low = math.ceil(low)
    if whole and high is not None:
        high = math.floor(high)
    # Beyond, a JSON number is not the same everywhere (RFC 8259, 6).
    if low is not None and abs(low) > _SIGNIFICANT:
        low = None
    if high is not None and abs(high) > _SIGNIFICANT:
        high = None
    return low, high


def _between(near: float, low: float | None, high: float | None) -> float:
    return near if low is None or high is None else (low + high) / 2


def _stepped(value: float, step: float | None, rounding: Any) -> int | float:
    if not step:
        return value
    times = rounding(value / step)
    result = times * step
    if isinstance(step, float):
        # 3 * 0.1 is not 0.3.
        digits = len(f"{step:f}".rstrip("0").partition(".")[2])
        result = round(result, digits)
    return int(result) if result == int(result) else result
