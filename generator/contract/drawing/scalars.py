"""Generates numbers and strings that satisfy the keywords of a schema variant."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

from generator.contract.schemas.linear_regex import pattern_matches
from generator.contract.schemas.variants import NoInstanceError, Variant
from generator.matching_text import UnsupportedPatternError, matching_text

__all__ = ["Boundary", "generate_number", "generate_string"]

Boundary = Literal["", "low", "high", "null"]
"""``low`` and ``high``: the least and the greatest value or length that is allowed;
``null``: null wherever it is allowed.
"""

# Larger integers are not interoperable in JSON (RFC 8259, section 6).
MAX_INTEGER = 2**53 - 1
MAX_MIN_LENGTH = 100_000
MAX_LENGTH = 10_000
MAX_PATTERN_LENGTH = 2_000
_DAYS, _HOURS = 28, 24


def generate_number(variant: Variant, number: int, boundary: Boundary) -> int | float:
    """Return a number that satisfies the bounds and ``multipleOf`` of a variant.

    Args:
        number: The number to return, or approximate, if no boundary is asked for.
    """
    is_integer = variant["type"] == "integer"
    low, high = _bounds(variant, is_integer)
    step = variant.get("multipleOf")
    if boundary == "low" and low is not None:
        return _multiple(low, step, math.ceil)
    if boundary == "high" and high is not None:
        return _multiple(high, step, math.floor)
    value = _clamp(number if is_integer else number + 0.5, low, high, is_integer)
    rounding = math.floor if low is None or value > low else math.ceil
    return _multiple(value, step, rounding)


def _clamp(
    value: float, low: float | None, high: float | None, is_integer: bool
) -> int | float:
    """The value, or another one within the bounds."""
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    if low is None or high is None:
        return value % 7 + low if low is not None else (high or 0)
    return low + int((high - low) // 2) if is_integer else (low + high) / 2


def _bounds(variant: Variant, is_integer: bool) -> tuple[float | None, float | None]:
    """The least and the greatest number that is allowed; None if there is no bound."""
    low, high = variant.get("minimum"), variant.get("maximum")
    above, below = variant.get("exclusiveMinimum"), variant.get("exclusiveMaximum")
    if above is not None and (low is None or above >= low):
        low = math.floor(above) + 1 if is_integer else above + 0.5
        if not is_integer and below is not None and low >= below:
            low = (above + below) / 2
    if below is not None and (high is None or below <= high):
        high = math.ceil(below) - 1 if is_integer else below - 0.5
        if not is_integer and low is not None and high < low:
            high = low
    if is_integer:
        low = math.ceil(low) if low is not None else None
        high = math.floor(high) if high is not None else None
    if low is not None and abs(low) > MAX_INTEGER:
        low = None
    if high is not None and abs(high) > MAX_INTEGER:
        high = None
    return low, high


def _multiple(value: float, step: float | None, rounding: Any) -> int | float:
    """The multiple of a step next to a value; the value if there is no step."""
    if not step:
        return value
    result = rounding(value / step) * step
    if isinstance(step, float):
        # 3 * 0.1 is not 0.3.
        digits = len(f"{step:f}".rstrip("0").partition(".")[2])
        result = round(result, digits)
    return int(result) if result == int(result) else result


def generate_string(
    variant: Variant, name: str, number: int, boundary: Boundary
) -> str:
    """Return a string that satisfies format, pattern and length of a variant.

    Args:
        name: Name of the value, which the string contains if nothing else is required.
        number: Makes the strings of different values different.

    Raises NoInstanceError if no such string is found.
    """
    low, high = variant.get("minLength", 0), variant.get("maxLength")
    if high is not None and high < low:
        raise NoInstanceError("maxLength is less than minLength")
    if low > MAX_MIN_LENGTH:
        raise NoInstanceError(f"minLength is greater than {MAX_MIN_LENGTH}")
    generate = _FORMATS.get(variant.get("format", ""))
    text = "" if generate is None else generate(number)
    pattern = variant.get("pattern")
    if pattern is not None and not (text and pattern_matches(pattern, text)):
        return _generate_match(pattern, low, high, number, boundary)
    if text:
        return text
    if boundary == "low" and low > 0:
        return _fit(name, low, low)
    if boundary == "high" and high is not None and high <= MAX_LENGTH:
        return _fit(name, high, high)
    return _fit(f"{name} {number}" if name else f"text {number}", low, high)


def _generate_match(
    pattern: str, low: int, high: int | None, number: int, boundary: Boundary
) -> str:
    lengths = [low]
    if boundary == "high" and high is not None and high <= MAX_PATTERN_LENGTH:
        lengths.insert(0, high)
    reason = ""
    for length in lengths:
        try:
            return matching_text(pattern, length, high, number)
        except UnsupportedPatternError as error:
            reason = str(error)
    raise NoInstanceError(reason)


def _fit(text: str, low: int, high: int | None) -> str:
    """The text, extended or truncated to a length."""
    text = text + "x" * (low - len(text))
    return text if high is None else text[:high].rstrip().ljust(low, "x")


_FORMATS: dict[str, Callable[[int], str]] = {
    "date-time": lambda n: f"2024-0{n % 9 + 1}-{n % _DAYS + 1:02}T{n % _HOURS:02}:30:15Z",
    "date": lambda n: f"2024-0{n % 9 + 1}-{n % _DAYS + 1:02}",
    "time": lambda n: f"{n % _HOURS:02}:30:15Z",
    "duration": lambda n: f"P{n % _DAYS + 1}DT{n % _HOURS + 1}H",
    "uuid": lambda n: f"0b1d1ac1-7c3e-4b5a-9f1e-0000000000{n % 90 + 10}",
    "byte": lambda n: ["Zmlyc3Q=", "c2Vjb25k", "dGhpcmQx"][n % 3],
    "email": lambda n: f"user{n}@example.com",
    "idn-email": lambda n: f"user{n}@example.com",
    "hostname": lambda n: f"host{n}.example.com",
    "idn-hostname": lambda n: f"host{n}.example.com",
    "uri": lambda n: f"https://example.com/{n}",
    "url": lambda n: f"https://example.com/{n}",
    "iri": lambda n: f"https://example.com/{n}",
    "uri-reference": lambda n: f"/place/{n}",
    "iri-reference": lambda n: f"/place/{n}",
    "uri-template": lambda n: f"https://example.com/{n}/{{id}}",
    "ipv4": lambda n: f"192.0.2.{n % 250 + 1}",
    "ip": lambda n: f"192.0.2.{n % 250 + 1}",
    "ipv6": lambda n: f"2001:db8::{n % 90 + 10}",
    "json-pointer": lambda n: f"/place/{n}",
    "relative-json-pointer": lambda n: f"{n}/place",
    "regex": lambda n: f"^[a-z]{{{n}}}$",
    "decimal": lambda n: f"{n}.25",
    "int64": lambda n: str(n),
    "int32": lambda n: str(n),
    "uint64": lambda n: str(n),
}
