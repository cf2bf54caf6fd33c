"""The places of the old package whose types a program depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.evolve.change import Direction, Subject
from generator.evolve.spelled.assignability import Assignability
from generator.evolve.spelled.namespace import Namespace
from generator.ir import TypeId
from generator.ir.visit import leading_to
from generator.surface import (
    Expression,
    Name,
    Package,
    Scope,
    spell,
    union,
    union_members,
)

__all__ = ["BrokenSlot", "Comparison", "Place"]

_UNSET = Name("Unset")


@dataclass(frozen=True, slots=True)
class BrokenSlot:
    """A place where the new type does not fit a program with the old one."""

    direction: Direction
    """Whether the program passes values there, or gets them."""
    symbol: str
    """As the new package calls it, if it has it."""
    old_symbol: str
    subject: Subject
    pointers: tuple[str, str]
    """The old and the new pointer."""
    old: str
    """The old type as it is spelled; "" for an argument that must be given now."""
    new: str


class Place(NamedTuple):
    """Where a slot is: its symbols in the new and in the old package, its subject, and its
    pointers in the old and in the new document.
    """

    symbol: str
    old_symbol: str
    subject: Subject
    pointers: tuple[str, str]


class Comparison:
    """The comparison of the types of two packages.

    Args:
        old: The old package.
        new: The new package.
        renamed: The new key of each declaration of the old package whose key changed.
    """

    def __init__(
        self, old: Package, new: Package, renamed: Mapping[TypeId, TypeId]
    ) -> None:
        self.old = old
        self.new = new
        self.names = Namespace(old, new, renamed)
        self.types = Assignability(self.names.aliases, self.names.bases)
        self.changed = _changed_declarations(old, new)
        """The declarations of the old package that differ in the new one, and those that
        lead to them.
        """
        self._scopes = tuple(
            Scope(package.names.types, qualifier="models.") for package in (old, new)
        )

    def gives(self, old: Expression, new: Expression) -> bool:
        """Return whether a program that wants the old type gets it."""
        return self.types.may_come_out(self.names.old(old), self.names.new(new))

    def takes(self, old: Expression, new: Expression) -> bool:
        """Return whether a program may pass the old type. ``UNSET`` is not passed."""
        passed = union(each for each in union_members(old) if each != _UNSET)
        return self.types.may_go_in(self.names.old(passed), self.names.new(new))

    def broken(
        self,
        direction: Direction,
        place: Place,
        old: Expression | None = None,
        new: Expression | None = None,
    ) -> BrokenSlot:
        before, after = (
            "" if each is None else str(spell(each, scope))
            for each, scope in zip((old, new), self._scopes, strict=True)
        )
        return BrokenSlot(direction, *place, before, after)


def _changed_declarations(old: Package, new: Package) -> set[TypeId]:
    """Return the declarations of the old package that differ in the new one, and those
    that lead to them.
    """
    types, usage, names = new.api.types, new.api.usage, new.names
    differing = (
        key
        for key, declared in old.api.types.items()
        if declared != types.get(key)
        or old.api.usage[key] != usage.get(key)
        or old.names.types[key] != names.types.get(key)
        or old.names.fields.get(key) != names.fields.get(key)
        or old.names.members.get(key) != names.members.get(key)
    )
    return leading_to(differing, old.api.types)
