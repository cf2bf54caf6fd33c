"""Enums and plain types compared, and types of different kinds."""

from __future__ import annotations

from collections.abc import Iterable

from generator.evolve.compare.comparison import Spot, Walk, Way
from generator.evolve.spell import literal, spelled
from generator.ir import (
    AnyType,
    BooleanType,
    IntegerType,
    LiteralType,
    NumberType,
    StringType,
    Type,
)

__all__ = ["compare_kinds", "compare_members"]


def compare_members(
    walk: Walk, old: LiteralType, new: LiteralType, at: Spot, way: Way
) -> None:
    """Record which members of an enum came and went."""
    before, after = list(map(literal, old.values)), list(map(literal, new.values))
    if way == "response" and len(before) == 1 and before[0] not in after:
        _constant(walk, old, new, at)
        return
    for value in before:
        if value not in after:
            walk.add(f"{way}-enum-member-removed", at, old=value)
    for value in after:
        if value not in before:
            walk.add(f"{way}-enum-member-added", at, new=value)


def _constant(walk: Walk, old: LiteralType, new: Type, at: Spot) -> None:
    """A constant that is received is closed; an unknown tag of a union is not."""
    what = "tag" if walk.is_tag(at.old) else "constant"
    texts = spelled(old, walk.old), spelled(new, walk.new)
    walk.add(f"response-{what}-changed", at, *texts)


def compare_kinds(walk: Walk, old: Type, new: Type, at: Spot, way: Way) -> None:
    """Record how a type became one of another kind, or a string of another format."""
    texts = spelled(old, walk.old), spelled(new, walk.new)
    match old, new:
        case StringType(format=before) as old, StringType(format=after) as new:
            if before != after:
                lifted = way == "request" and after == "plain"
                turn = "lifted" if lifted else "changed"
                walk.add(f"{way}-format-{turn}", at, *texts)
            elif old.declared_format != new.declared_format:
                forgotten = way == "request" and not new.declared_format
                turn = "forgotten" if forgotten else "noted"
                walk.add(
                    f"{way}-format-{turn}", at, old.declared_format, new.declared_format
                )
        case whole, LiteralType(values=values) if _all(values, whole):
            walk.add(f"{way}-enum-introduced", at, *texts)
        case LiteralType(values=values), whole if _all(values, whole):
            if way == "response" and len(values) == 1:
                _constant(walk, LiteralType(values), new, at)
            else:
                walk.add(f"{way}-enum-lifted", at, *texts)
        case (IntegerType(), NumberType()) | (_, AnyType()) if way == "request":
            walk.add("request-type-widened", at, *texts)
        case (NumberType(), IntegerType()) | (AnyType(), _) if way == "request":
            walk.add("request-type-narrowed", at, *texts)
        case IntegerType(), NumberType():
            walk.add("response-type-widened", at, *texts)
        case (NumberType(), IntegerType()) | (AnyType(), _):
            walk.add("response-type-narrowed", at, *texts)
        case _, AnyType():
            walk.add("response-type-lifted", at, *texts)
        case _:
            walk.add(f"{way}-type-changed", at, *texts)


def _all(values: Iterable[object], whole: Type) -> bool:
    """Tell whether all members of an enum are of a type that is no enum."""
    match whole:
        case StringType(format="plain"):
            return all(isinstance(value, str) for value in values)
        case BooleanType():
            return all(isinstance(value, bool) for value in values)
        case IntegerType() | NumberType():
            return all(type(value) is int for value in values)
        case _:
            return False
