"""Find the source levels of changes by the types of the two packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from generator.evolve.change import Change, Direction
from generator.evolve.rules import RULES
from generator.evolve.spelled.calls import (
    broken_credentials,
    broken_events,
    broken_methods,
)
from generator.evolve.spelled.declarations import broken_declarations
from generator.evolve.spelled.slots import BrokenSlot, Comparison
from generator.ir import TypeId
from generator.surface import Package

__all__ = ["with_source_levels"]

_Key: TypeAlias = tuple[Direction, str]
"""A direction, and a symbol or a pointer."""

_BOTH: tuple[Direction, ...] = ("request", "response")
_PARTS = re.compile(r"(\[[^\[\]]*\])+$")
"""The items, values or members of a type, in a symbol."""


def with_source_levels(
    changes: Iterable[Change],
    old: Package,
    new: Package,
    renamed: Mapping[TypeId, TypeId],
) -> tuple[Change, ...]:
    """Return the changes with the source level that the types decide, and a change for
    each place that breaks programs while no change says so.

    `renamed` are the new keys of declarations whose key changed.
    """
    broken = list(_broken_slots(Comparison(old, new, renamed)))
    keys = {(slot.direction, key) for slot in broken for key in _slot_keys(slot)}
    found = [
        (
            replace(change, breaks_types=not keys.isdisjoint(_change_keys(change)))
            if change.rule.source == "typed"
            else change
        )
        for change in changes
    ]
    told = {
        key
        for change in found
        if change.source == "break"
        for key in (*_change_keys(change), ("request", _method(change)))
    }
    for slot in broken:
        own = _told_by(slot)
        if told.isdisjoint(own):
            found.append(_change(slot))
            told |= own
    return tuple(found)


def _broken_slots(comparison: Comparison) -> Iterator[BrokenSlot]:
    """Yield the places where a program that was written against the old package is wrong
    for a type-checker with the new one: what is passed in may become wider, what comes
    out narrower. Names that the new package lacks are not among them.
    """
    yield from broken_credentials(comparison)
    yield from broken_methods(comparison)
    yield from broken_events(comparison)
    yield from broken_declarations(comparison)


def _slot_keys(slot: BrokenSlot) -> set[str]:
    """Return the symbols of a slot, and its pointer in the old document where that is
    the slot's own.
    """
    pointer = {slot.pointers[0]} if slot.symbol.startswith("models.") else set()
    return {slot.symbol, slot.old_symbol, *pointer}


def _told_by(slot: BrokenSlot) -> set[_Key]:
    """Return the keys of changes that tell of a slot: those of its direction for a
    method, which has slots of its own for what it takes and for what it returns.
    """
    is_method = slot.symbol.endswith("()")
    directions = (slot.direction,) if is_method else _BOTH
    return {(each, key) for each in directions for key in _slot_keys(slot)}


def _change_keys(change: Change) -> set[_Key]:
    """Return the direction of a change with its symbol and its pointer; both directions
    for a rule of both.
    """
    direction = change.rule.direction
    directions = _BOTH if direction == "both" else (direction,)
    symbol = _PARTS.sub("", change.symbol)
    keys = {(each, symbol) for each in directions}
    if symbol.startswith("models."):
        keys |= {(each, change.old_pointer) for each in directions}
    return keys


def _method(change: Change) -> str:
    """Return the symbol of the method whose argument a change is about."""
    return f"{change.symbol.partition('(')[0]}()"


def _change(slot: BrokenSlot) -> Change:
    """Return the change of a slot that no rule on the document found."""
    if slot.old and slot.new:
        rule = "annotation-changed"
    elif slot.new:
        rule = "build-argument-required"
    elif slot.symbol.endswith("()"):
        rule = "call-changed"
    elif slot.symbol.count(".") > 1:
        rule = "attribute-removed"
    else:
        rule = "declaration-kind-changed"
    places = slot.symbol, slot.subject, *slot.pointers
    return Change(RULES[rule], *places, slot.old, slot.new)
