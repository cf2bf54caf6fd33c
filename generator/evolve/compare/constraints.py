"""What restricts values beyond their type, and whether it became stricter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from generator.ir import (
    ArrayType,
    Bounds,
    IntegerType,
    MapType,
    NumberType,
    StringType,
    Type,
)

__all__ = ["Turn", "turns"]

Trend = Literal["tightened", "loosened", "changed"]
Turn = tuple[str, Trend, str, str]
"""A limit, how it changed, and its old and new value as text."""

_Number = int | float


def turns(old: Type, new: Type) -> Iterator[Turn]:
    """Give the limits that differ between two types of one kind."""
    match old, new:
        case IntegerType() | NumberType(), IntegerType() | NumberType():
            yield from _numbers(old.bounds, new.bounds)
        case StringType(), StringType():
            yield from _least("min-length", old.min_length, new.min_length)
            yield from _most("max-length", old.max_length, new.max_length)
            yield from _pattern(old.pattern, new.pattern)
        case ArrayType(), ArrayType():
            yield from _least("min-items", old.min_items, new.min_items)
            yield from _most("max-items", old.max_items, new.max_items)
            if old.unique != new.unique:
                trend: Trend = "tightened" if new.unique else "loosened"
                yield "unique-items", trend, str(old.unique), str(new.unique)
        case MapType(), MapType():
            yield from _least("min-properties", old.min_properties, new.min_properties)
            yield from _most("max-properties", old.max_properties, new.max_properties)
        case _:
            return


def _numbers(old: Bounds, new: Bounds) -> Iterator[Turn]:
    yield from _limit("minimum", _lower(old), _lower(new), 1)
    yield from _limit("maximum", _upper(old), _upper(new), -1)
    before, after = old.multiple_of, new.multiple_of
    if before != after:
        yield "multiple-of", _step(before, after), _text(before), _text(after)


_End = tuple[_Number, bool] | None
"""The end of a range and whether it is excluded."""


def _lower(bounds: Bounds) -> _End:
    ends = [(v, x) for v, x in ((bounds.minimum, False), (bounds.exclusive_minimum, True))
            if v is not None]  # fmt: skip
    return max(ends, default=None)


def _upper(bounds: Bounds) -> _End:
    ends = [(v, x) for v, x in ((bounds.maximum, False), (bounds.exclusive_maximum, True))
            if v is not None]  # fmt: skip
    return min(ends, default=None, key=lambda end: (end[0], not end[1]))


def _limit(name: str, old: _End, new: _End, sign: int) -> Iterator[Turn]:
    if old == new:
        return
    trend: Trend
    if old is None or new is None:
        trend = "tightened" if old is None else "loosened"
    else:
        before, after = (sign * old[0], old[1]), (sign * new[0], new[1])
        trend = "tightened" if after > before else "loosened"
    yield name, trend, _end(old), _end(new)


def _end(end: _End) -> str:
    if end is None:
        return ""
    return f"{end[0]}, excluded" if end[1] else str(end[0])


def _least(name: str, old: int | None, new: int | None) -> Iterator[Turn]:
    # A limit of zero is none.
    before, after = old or 0, new or 0
    if before != after:
        trend: Trend = "tightened" if after > before else "loosened"
        yield name, trend, _text(old), _text(new)


def _most(name: str, old: int | None, new: int | None) -> Iterator[Turn]:
    if old == new:
        return
    tighter = new is not None and (old is None or new < old)
    yield name, "tightened" if tighter else "loosened", _text(old), _text(new)


def _pattern(old: str | None, new: str | None) -> Iterator[Turn]:
    if old == new:
        return
    trend: Trend = "tightened" if old is None else "loosened"
    yield "pattern", trend if None in (old, new) else "changed", old or "", new or ""


def _step(old: _Number | None, new: _Number | None) -> Trend:
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    if new % old == 0:
        return "tightened"
    return "loosened" if old % new == 0 else "changed"


def _text(value: _Number | None) -> str:
    return "" if value is None else str(value)
