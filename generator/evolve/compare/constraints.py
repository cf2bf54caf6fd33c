"""Compare the constraints of two types: whether each was tightened or loosened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from generator import ir

__all__ = ["ConstraintChange", "changed_constraints"]

Trend = Literal["tightened", "loosened", "changed"]
ConstraintChange: TypeAlias = tuple[str, Trend, str, str]
"""The constraint as the ids of the rules name it, its trend, its old and new value."""

_Endpoint: TypeAlias = tuple[int | float, bool] | None
"""The end of a range and a flag. Of two minimums the larger one is stricter, of two
maximums the smaller one: an excluded minimum has True, an excluded maximum False.
"""


def changed_constraints(old: ir.Type, new: ir.Type) -> Iterator[ConstraintChange]:
    """Yield the constraints that differ between two types of one kind (JSON Schema
    Validation 2020-12, section 6).
    """
    after = _constraints(new)
    for name, before in _constraints(old).items():
        if name in after:
            trend = _trend(name, before, after[name])
            if trend is not None:
                yield name, trend, _text(name, before), _text(name, after[name])


def _constraints(type_: ir.Type) -> dict[str, Any]:
    """Return the values of the constraints that a kind of type can have."""
    match type_:
        case ir.IntegerType(bounds=bounds) | ir.NumberType(bounds=bounds):
            return {
                "minimum": _minimum(bounds),
                "maximum": _maximum(bounds),
                "multiple-of": bounds.multiple_of,
            }
        case ir.StringType(min_length=minimum, max_length=maximum, pattern=pattern):
            return {"min-length": minimum, "max-length": maximum, "pattern": pattern}
        case ir.ArrayType(min_items=minimum, max_items=maximum, unique=unique):
            return {"min-items": minimum, "max-items": maximum, "unique-items": unique}
        case ir.MapType(min_properties=minimum, max_properties=maximum):
            return {"min-properties": minimum, "max-properties": maximum}
        case _:
            return {}


def _minimum(bounds: ir.Bounds) -> _Endpoint:
    ends = (bounds.minimum, False), (bounds.exclusive_minimum, True)
    return max(((end, flag) for end, flag in ends if end is not None), default=None)


def _maximum(bounds: ir.Bounds) -> _Endpoint:
    ends = (bounds.maximum, True), (bounds.exclusive_maximum, False)
    return min(((end, flag) for end, flag in ends if end is not None), default=None)


def _trend(name: str, old: Any, new: Any) -> Trend | None:
    """Return how a constraint changed; None if it did not."""
    if name.startswith(("min-", "unique")):  # A minimum of zero is none.
        old, new = old or None, new or None
    if old == new:
        return None
    if old is None or new is None:
        return "tightened" if old is None else "loosened"
    if name == "pattern":
        return "changed"
    if name == "multiple-of":
        if new % old == 0:
            return "tightened"
        return "loosened" if old % new == 0 else "changed"
    is_stricter = new < old if name.startswith("max") else new > old
    return "tightened" if is_stricter else "loosened"


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name not in ("minimum", "maximum"):
        return str(value)
    end, flag = value
    return f"{end}, excluded" if flag is (name == "minimum") else str(end)
