"""Numbers: within bounds, by steps."""

from __future__ import annotations

import math
from typing import Any

from .schema_variants import Flat

__all__ = ["number_for"]

_SIGNIFICANT = 2**53 - 1


def number_for(flat: Flat, number: int, edge: str) -> int | float:
    """Return a number for a flat schema.

    Args:
        flat: The schema; its bounds and `multipleOf` count.
        number: The number to take, or one near it, where nothing else is asked.
        edge: ``low`` or ``high`` for the least and the greatest that is allowed.
    """
    whole = flat["type"] == "integer"
    low, high = _bounds(flat, whole)
    step = flat.get("multipleOf")
    if edge == "low" and low is not None:
        return _stepped(low, step, math.ceil)
    if edge == "high" and high is not None:
        return _stepped(high, step, math.floor)
    value = _within(number if whole else number + 0.5, low, high, whole)
    rounding = math.floor if low is None or value > low else math.ceil
    return _stepped(value, step, rounding)


def _within(
    value: float, low: float | None, high: float | None, whole: bool
) -> int | float:
    """The value, or one that is near it and within the bounds."""
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    if low is None or high is None:
        return value % 7 + low if low is not None else (high or 0)
    return low + int((high - low) // 2) if whole else (low + high) / 2


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
