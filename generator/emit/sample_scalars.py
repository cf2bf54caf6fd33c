"""Texts and numbers within the limits of their types, the simplest ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from generator.ir import Bounds, StringType

__all__ = ["numbers", "rotated", "texts"]

MAX_LENGTH = 1_000
"""Maximum length of a text: a longer one is not made up."""
_NO_BOUNDS = Bounds()
_TEXTS = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "duration": "P1D",
    "uuid": "0b1d1ac1-7c3e-4b5a-9f1e-000000000001",
    "byte": "dGV4dA==",
    "base64url": "dGV4dA==",
    "decimal": "1.5",
}
"""A text of each format that has a Python type."""
_DIGITS = {
    "date-time": 8,
    "date": 8,
    "time": 3,
    "duration": 1,
    "uuid": 35,
    "decimal": 2,
}
"""The place of a digit that may be any other one, in the text of a format."""
_PLAIN_TEXTS = {
    "email": "user@example.com",
    "hostname": "example.com",
    "idn-email": "user@example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com",
    "json-pointer": "/text",
    "relative-json-pointer": "1",
    "uri": "https://example.com",
    "uri-reference": "/text",
    "url": "https://example.com",
}
"""A text of other formats, by the ``format`` keyword."""


def texts(type_: StringType, number: int) -> Iterator[str]:
    """Yield texts of a type, but for its pattern; numbered ones differ. There is none of a
    type whose texts are all very long.
    """
    text = _TEXTS.get(type_.format, "")
    if text:
        place = _DIGITS.get(type_.format)
        if number and place is not None:
            digit = str((int(text[place]) + number) % 10)
            text = text[:place] + digit + text[place + 1 :]
        yield text
        return
    text = _PLAIN_TEXTS.get(type_.declared_format, "text")
    low, high = type_.min_length or 0, type_.max_length
    if number:
        text = f"{number}{text}"
    if low > MAX_LENGTH:
        return
    if len(text) < low:
        text = text.ljust(low, "x")
    yield text if high is None else text[:high]


def numbers(bounds: Bounds, number: int, *, is_integer: bool) -> Iterator[int | float]:
    """Yield numbers within bounds; numbered ones differ. A fraction comes first where it
    may be one: type-checkers do not take a list of integers for one of floats everywhere.
    """
    if bounds == _NO_BOUNDS:
        yield 1 + number if is_integer else 1.5 + number
        return
    limits = [
        None if each is None else Fraction(str(each))
        for each in (
            bounds.minimum,
            bounds.exclusive_minimum,
            bounds.maximum,
            bounds.exclusive_maximum,
        )
    ]
    low, above, high, below = limits
    step = Fraction(str(bounds.multiple_of or 1))
    fraction = {} if is_integer else {Fraction(3, 2) + number: None}
    for value in fraction | _near(limits, step, number):
        if (
            (low is None or low <= value)
            and (above is None or above < value)
            and (high is None or value <= high)
            and (below is None or value < below)
            and (value.denominator == 1 or not is_integer)
            and (bounds.multiple_of is None or (value / step).denominator == 1)
        ):
            yield int(value) if value.denominator == 1 else float(value)


def _near(
    limits: Sequence[Fraction | None], step: Fraction, number: int
) -> dict[Fraction, None]:
    """Return numbers that may be within limits."""
    found: dict[Fraction, None] = {}
    for base in (1, -1):
        found |= {Fraction(base + number): None, step * (base + number): None}
    for limit in limits:
        if limit is not None:
            for multiple in (ceil(limit / step), floor(limit / step)):
                steps = dict.fromkeys((number, -number, 1, -1))
                found |= {(multiple + n) * step: None for n in steps}
            found |= {limit + Fraction(n, 2): None for n in (0, 1, -1)}
    return found | {Fraction(0): None}


def rotated(values: Sequence[Any], number: int) -> Iterator[Any]:
    """Yield all values, beginning with a numbered one."""
    start = number % len(values)
    yield from (*values[start:], *values[:start])
