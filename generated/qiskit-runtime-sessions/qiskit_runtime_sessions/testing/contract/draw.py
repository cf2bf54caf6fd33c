"""Instances of schemas, drawn from the document alone.

What is drawn depends on the schema and on where in it a value stands, never on chance
or on hashes, so it changes only where the document does. Everything that leaves this
module has been validated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .builder import Hand, Path, Plan
from .direction_schema import View
from .schema_variants import Flattener, Undrawable

__all__ = ["Drawing", "Drawn"]

_VARIANTS = 60
_MEMBERS = 200


@dataclass(frozen=True)
class Drawn:
    """A valid instance and what is special about it."""

    label: str
    value: Any
    labels: tuple[str, ...] = ()
    """All that it is: what is minimal may be maximal as well."""

    @property
    def shows_type(self) -> bool:
        """Whether it is the least, the largest or a variant of the whole."""
        return any(
            label in ("minimal", "maximal") or label.endswith(" at /")
            for label in (self.label, *self.labels)
        )


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
        groups: dict[str, list[Drawn]] = {}
        for drawn in self._all():
            key = json.dumps(drawn.value, sort_keys=True)
            groups.setdefault(key, []).append(drawn)
        for first, *others in groups.values():
            labels = (first.label, *(each.label for each in others))
            yield Drawn(first.label, first.value, labels)

    def _all(self) -> Iterator[Drawn]:
        yield from self._one("minimal", Plan("minimal"))[1]
        hand, found = self._one("maximal", Plan())
        yield from found
        yield from self._variants(hand)
        yield from self._members(hand, ())
        if hand.bounded:
            yield from self._one("lower bounds", Plan(edge="low"))[1]
            yield from self._one("upper bounds", Plan(edge="high"))[1]
        if hand.nullable:
            yield from self._one("null", Plan(edge="null"))[1]

    def _members(
        self, hand: Hand, choices: tuple[tuple[Path, int], ...]
    ) -> Iterator[Drawn]:
        """Each further member of the enums, with no more than it needs around it; of
        a variant, those that stand in it.
        """
        at = choices[-1][0] if choices else ()
        counts = {p: n for p, n in hand.members.items() if p[: len(at)] == at}
        label = f" of variant {choices[-1][1] + 1} at {_pointer(at)}" if choices else ""
        for member in range(1, min(max(counts.values(), default=0), _MEMBERS)):
            there = [path for path, count in counts.items() if count > member]
            plan = Plan("minimal", member=member, choices=choices, kept=_around(there))
            yield from self._one(f"member {member + 1}{label}", plan)[1]

    def _variants(self, hand: Hand) -> Iterator[Drawn]:
        waiting: list[tuple[tuple[Path, int], ...]] = [
            ((path, k),) for path, n in hand.unions.items() for k in range(1, n)
        ]
        for count, choices in enumerate(waiting):
            if count == _VARIANTS:
                return
            path, index = choices[-1]
            label = f"variant {index + 1} at {_pointer(path)}"
            if len(path) < 2:
                yield from self._one(
                    f"minimal {label}", Plan("minimal", choices=choices)
                )[1]
            plan = Plan("minimal", choices=choices, kept=_around([path]), whole=path)
            inner, found = self._one(label, plan if path else Plan(choices=choices))
            yield from found
            yield from self._members(inner, choices)
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

    def _one(self, label: str, plan: Plan) -> tuple[Hand, list[Drawn]]:
        hand = Hand(self._flattener, plan, self._outermost)
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

    def _mended(self, value: Any, hand: Hand) -> Any:
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


def _around(places: Iterable[Path]) -> frozenset[Path]:
    """The places, and all that they stand in."""
    return frozenset(path[:n] for path in places for n in range(len(path) + 1))


def _pointer(path: Path) -> str:
    return f"/{'/'.join(map(str, path))}"


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
