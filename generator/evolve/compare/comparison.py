"""What both sides have in common while they are compared: places, findings, pairs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.evolve.change import Change, Side, Subject
from generator.evolve.rules import RULES
from generator.evolve.spell import model
from generator.ir import (
    Alias,
    Declaration,
    Model,
    Type,
    TypeId,
    UnionType,
    schema_id,
)
from generator.ir.visit import follow_aliases

__all__ = ["Pair", "Spot", "Walk", "Way", "base", "property_pointer", "resolved"]

Way = str
"""``request`` or ``response``: the first half of the names of the rules."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the comparison stands: a symbol, and a place in each document."""

    symbol: str
    subject: Subject
    old: str
    new: str

    def inner(self, symbol: str, old: str = "", new: str = "") -> Spot:
        """Return the spot of a part, at the places of the whole where none are given."""
        return replace(self, symbol=symbol, old=old or self.old, new=new or self.new)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two declarations that stand for each other, in one direction."""

    old: TypeId
    new: TypeId
    way: Way
    is_silent: bool


def base(key: TypeId) -> TypeId:
    """Return the pointer of a declaration, whether it is an input twin or not."""
    return schema_id(key)


def property_pointer(key: TypeId, name: str) -> str:
    """Return the pointer of a property of a declaration."""
    return f"{base(key)}/properties/{name.replace('~', '~0').replace('/', '~1')}"


_MOST_TRIED = 200
"""How many pairs of models that have nothing to do with each other are compared."""


class Walk:
    """The state of a comparison. Each pair of declarations is compared once in each
    direction, so that recursion ends and the work is linear.

    Args:
        old: The version before.
        new: The version after.
        is_trial: Whether only two declarations are compared that stand in the same
            place, but not for each other.
    """

    def __init__(self, old: Side, new: Side, *, is_trial: bool = False) -> None:
        self.old = old
        self.new = new
        self.is_trial = is_trial
        self.is_silent = False
        self.trials: dict[tuple[TypeId, TypeId, Way], bool] = {}
        """Whether a model in the place of another one breaks a call."""
        self._changes: dict[tuple[str, str, str, str], Change] = {}
        self._seen: set[tuple[TypeId, TypeId, Way]] = set()
        self._waiting: deque[Pair] = deque()
        self._renamed: dict[TypeId, TypeId] = {}
        self._tags = {
            property_pointer(target, declared.type.discriminator.property_name)
            for declared in old.api.types.values()
            if isinstance(declared, Alias)
            and isinstance(declared.type, UnionType)
            and declared.type.discriminator is not None
            for _, target in declared.type.discriminator.mapping
        }

    def add(self, rule: str, at: Spot, old: str = "", new: str = "") -> None:
        """Record a change; the same one found again is the same."""
        change = Change(
            RULES[rule], at.symbol, at.subject, at.old, at.new, old, new, self.is_silent
        )
        self._changes.setdefault((rule, at.symbol, old, new), change)

    def changes(self) -> tuple[Change, ...]:
        """Return what was found, in the order in which it was found."""
        return tuple(self._changes.values())

    def pair(self, old: TypeId, new: TypeId, way: Way) -> None:
        """Make sure that two declarations will be compared."""
        key = (old, new, way)
        if self.is_trial and len(self._seen) >= _MOST_TRIED:
            return
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append(Pair(old, new, way, self.is_silent))

    def done(self, old: TypeId, new: TypeId, way: Way) -> None:
        """Remember that two declarations need no comparison of their own."""
        self._seen.add((old, new, way))

    def pairs(self) -> Iterator[Pair]:
        """Give the pairs that wait, those that are added meanwhile included."""
        while self._waiting:
            yield self._waiting.popleft()

    def was_seen(self, old: TypeId, new: TypeId) -> bool:
        """Tell whether two declarations were compared in any direction."""
        return any(
            (old, new, way) in self._seen for way in ("request", "response", "keywords")
        )

    def rename(self, old: TypeId, new: TypeId) -> bool:
        """Tell whether a declaration has become another: the one is gone, the other
        was not there.
        """
        before, after = base(old), base(new)
        if self.is_trial:
            return False
        if self._renamed.get(before) == after:
            return True
        gone = before not in self.new.api.types and after not in self.old.api.types
        if not gone or before in self._renamed or after in self._renamed.values():
            return False
        if not _alike(self.old.api.types.get(before), self.new.api.types.get(after)):
            return False
        self._renamed[before] = after
        return True

    def is_tag(self, pointer: str) -> bool:
        """Tell whether a property of the old side tells the variants of a union apart."""
        return pointer in self._tags

    @property
    def renamed(self) -> dict[TypeId, TypeId]:
        """The declarations that have another key now."""
        return self._renamed

    def model_spot(self, old: TypeId, new: TypeId) -> Spot:
        """Return the spot of a declaration that both sides have."""
        name = model(self.new, new)
        subject = Subject(name, base(old), base(new))
        return Spot(name, subject, base(old), base(new))


def _alike(old: Declaration | None, new: Declaration | None) -> bool:
    """Tell whether one declaration may be the other under another name: of the same
    kind, and objects with at least half of the properties of the smaller one.
    """
    match old, new:
        case Model(), Model():
            before, after = ({f.name for f in each.fields} for each in (old, new))
            return 2 * len(before & after) >= min(len(before), len(after))
        case Alias(), Alias():
            return type(old.type) is type(new.type)
        case _:
            return False


def resolved(type_: Type, side: Side) -> Type:
    """Return what a reference to an alias stands for."""
    return follow_aliases(type_, side.api.types)
