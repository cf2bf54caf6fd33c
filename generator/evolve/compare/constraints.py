"""Compare the constraints of two types: whether each was tightened or loosened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from generator import ir

__all__ = ["ConstraintChange", "changed_constraints"]

Trend = Literal["tightened", "loosened", "changed"]
ConstraintChange: TypeAlias = tuple[str, Trend, str, str]
"""The constraint as in `rules.CONSTRAINTS`, its trend, its old and its new value."""

_Number: TypeAlias = int | float
_Endpoint: TypeAlias = tuple[_Number, bool] | None
"""The end of a range, and whether it is excluded."""


def changed_constraints(old: ir.Type, new: ir.Type) -> Iterator[ConstraintChange]:
    """Give the constraints that differ between two types of one kind (JSON Schema
    Validation 2020-12, section 6).
    """
    match old, new:
        case ir.IntegerType() | ir.NumberType(), ir.IntegerType() | ir.NumberType():
            yield from _numbers(old.bounds, new.bounds)
        case ir.StringType(), ir.StringType():
            yield from _minimum("min-length", old.min_length, new.min_length)
            yield from _maximum("max-length", old.max_length, new.max_length)
            yield from _pattern(old.pattern, new.pattern)
        case ir.ArrayType(), ir.ArrayType():
            yield from _minimum("min-items", old.min_items, new.min_items)
            yield from _maximum("max-items", old.max_items, new.max_items)
            if old.unique != new.unique:
                trend: Trend = "tightened" if new.unique else "loosened"
                yield "unique-items", trend, str(old.unique), str(new.unique)
        case ir.MapType(), ir.MapType():
            sizes = old.min_properties, new.min_properties
            yield from _minimum("min-properties", *sizes)
            sizes = old.max_properties, new.max_properties
            yield from _maximum("max-properties", *sizes)
        case _:
            return


def _numbers(old: ir.Bounds, new: ir.Bounds) -> Iterator[ConstraintChange]:
    yield from _endpoint("minimum", _lower(old), _lower(new), 1)
    yield from _endpoint("maximum", _upper(old), _upper(new), -1)
    before, after = old.multiple_of, new.multiple_of
    if before != after:
        trend = _multiple_trend(before, after)
        yield "multiple-of", trend, _text(before), _text(after)


def _lower(bounds: ir.Bounds) -> _Endpoint:
    ends = [(v, x) for v, x in ((bounds.minimum, False), (bounds.exclusive_minimum, True))
            if v is not None]  # fmt: skip
    return max(ends, default=None)


def _upper(bounds: ir.Bounds) -> _Endpoint:
    ends = [(v, x) for v, x in ((bounds.maximum, False), (bounds.exclusive_maximum, True))
            if v is not None]  # fmt: skip
    return min(ends, default=None, key=lambda end: (end[0], not end[1]))


def _endpoint(
    name: str, old: _Endpoint, new: _Endpoint, sign: int
) -> Iterator[ConstraintChange]:
    if old == new:
        return
    trend: Trend
    if old is None or new is None:
        trend = "tightened" if old is None else "loosened"
    else:
        before, after = (sign * old[0], old[1]), (sign * new[0], new[1])
        trend = "tightened" if after > before else "loosened"
    yield name, trend, _endpoint_text(old), _endpoint_text(new)


def _endpoint_text(end: _Endpoint) -> str:
    if end is None:
        return ""
    return f"{end[0]}, excluded" if end[1] else str(end[0])


def _minimum(name: str, old: int | None, new: int | None) -> Iterator[ConstraintChange]:
    # A minimum of zero is none.
    before, after = old or 0, new or 0
    if before != after:
        trend: Trend = "tightened" if after > before else "loosened"
        yield name, trend, _text(old), _text(new)


def _maximum(name: str, old: int | None, new: int | None) -> Iterator[ConstraintChange]:
    if old != new:
        is_tighter = new is not None and (old is None or new < old)
        yield name, "tightened" if is_tighter else "loosened", _text(old), _text(new)


def _pattern(old: str | None, new: str | None) -> Iterator[ConstraintChange]:
    if old != new:
        trend: Trend = "tightened" if old is None else "loosened"
        if None not in (old, new):
            trend = "changed"
        yield "pattern", trend, old or "", new or ""


def _multiple_trend(old: _Number | None, new: _Number | None) -> Trend:
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    if new % old == 0:
        return "tightened"
    return "loosened" if old % new == 0 else "changed"


def _text(value: _Number | None) -> str:
    return "" if value is None else str(value)
