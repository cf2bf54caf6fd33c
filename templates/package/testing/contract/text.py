"""Strings: by format, by pattern, by length."""

from __future__ import annotations

from collections.abc import Callable

from .direction_schema import matches
from .pattern import matching
from .schema_variants import Flat, Undrawable

__all__ = ["text_for"]

_DAYS, _HOURS = 28, 24


def text_for(flat: Flat, name: str, number: int, edge: str) -> str:
    """Return a string for a flat schema.

    Args:
        flat: The schema; `format`, `pattern`, `minLength` and `maxLength` count.
        name: Name of the place, which the text repeats where nothing else is asked.
        number: Varies the text from place to place.
        edge: ``low`` or ``high`` for the shortest and the longest that is allowed.

    Raises Undrawable where no string is known that satisfies the schema.
    """
    low, high = flat.get("minLength", 0), flat.get("maxLength")
    if high is not None and high < low:
        raise Undrawable("maxLength is less than minLength")
    if low > 100_000:
        raise Undrawable("minLength asks for a very long string")
    made = _FORMATS.get(flat.get("format", ""))
    text = "" if made is None else str(made(number))
    if "pattern" in flat and not (text and matches(flat["pattern"], text)):
        wanted = high if edge == "high" and high is not None and high <= 2_000 else low
        text = matching(flat["pattern"], wanted, high, number)
        if matches(flat["pattern"], text) or wanted == low:
            return text
        return matching(flat["pattern"], low, high, number)
    if text:
        return text
    if edge == "low" and low > 0:
        return _filled(name, low, low)
    if edge == "high" and high is not None and high <= 10_000:
        return _filled(name, high, high)
    return _filled(f"{name} {number}" if name else f"text {number}", low, high)


def _filled(text: str, low: int, high: int | None) -> str:
    text = text + "x" * (low - len(text))
    return text if high is None else text[:high].rstrip().ljust(low, "x")


def _base64(number: int) -> str:
    return ["Zmlyc3Q=", "c2Vjb25k", "dGhpcmQx"][number % 3]


_FORMATS: dict[str, Callable[[int], str]] = {
    "date-time": lambda n: f"2024-0{n % 9 + 1}-{n % _DAYS + 1:02}T{n % _HOURS:02}:30:15Z",
    "date": lambda n: f"2024-0{n % 9 + 1}-{n % _DAYS + 1:02}",
    "time": lambda n: f"{n % _HOURS:02}:30:15Z",
    "duration": lambda n: f"P{n % _DAYS + 1}DT{n % _HOURS + 1}H",
    "uuid": lambda n: f"0b1d1ac1-7c3e-4b5a-9f1e-0000000000{n % 90 + 10}",
    "byte": _base64,
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
