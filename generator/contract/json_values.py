"""JSON values: their types, pointers into them, and their equality."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any, TypeGuard
from urllib.parse import unquote

__all__ = [
    "as_object",
    "differences",
    "escape_token",
    "is_array",
    "is_iso_8601",
    "is_object",
    "resolve_pointer",
    "strings_equal",
    "unwrapped",
]


def unwrapped(value: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer in an object, or None if there is none; a value
    that is no object as it is.
    """
    try:
        return resolve_pointer(value, pointer) if is_object(value) else value
    except LookupError:
        return None


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether a value is an array: a list, or a tuple as the client decodes."""
    return isinstance(value, list | tuple)


def as_object(value: object) -> dict[str, Any]:
    """Return an object unchanged, and an empty object for any other value."""
    return value if is_object(value) else {}


def escape_token(name: object) -> str:
    """Return a name as a reference token of a JSON pointer (RFC 6901, section 3)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def resolve_pointer(root: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer; raise LookupError if there is none."""
    value = root
    for token in pointer.removeprefix("#").split("/")[1:]:
        value = _resolve_token(value, token.replace("~1", "/").replace("~0", "~"))
    return value


def _resolve_token(value: Any, name: str) -> Any:
    if is_object(value):
        return value[name] if name in value else value[unquote(name)]
    if is_array(value) and name.isdecimal():
        return value[int(name)]
    raise LookupError(name)


_DURATION = re.compile(
    r"[+-]?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def differences(expected: Any, actual: Any, pointer: str = "") -> Iterator[str]:
    """Yield where and how two JSON values differ, each as ``pointer: difference``.

    Numbers are compared by value, timestamps as instants, durations by length, UUIDs
    without regard to case, and base64 by the bytes that it encodes.
    """
    place = pointer or "/"
    if is_object(expected) and is_object(actual):
        for name in expected.keys() - actual.keys():
            yield f"{pointer}/{name}: expected {_repr(expected[name])}, got nothing"
        for name in actual.keys() - expected.keys():
            yield f"{pointer}/{name}: expected nothing, got {_repr(actual[name])}"
        for name in expected:
            if name in actual:
                yield from differences(
                    expected[name], actual[name], f"{pointer}/{name}"
                )
    elif is_array(expected) and is_array(actual):
        if len(expected) != len(actual):
            yield f"{place}: expected {len(expected)} items, got {len(actual)}"
        for index, pair in enumerate(zip(expected, actual, strict=False)):
            yield from differences(*pair, f"{pointer}/{index}")
    elif not _scalars_equal(expected, actual):
        yield f"{place}: expected {_repr(expected)}, got {_repr(actual)}"


def _repr(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 200 else text[:200] + "…"


def _scalars_equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual or math.isclose(expected, actual, rel_tol=1e-12)
    if isinstance(expected, str) and isinstance(actual, str):
        return strings_equal(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def strings_equal(expected: str, actual: str) -> bool:
    """Return whether two strings are equal, or two forms of one time, duration, UUID or
    base64 content.
    """
    if expected == actual:
        return True
    if _UUID.fullmatch(expected):
        return expected.casefold() == actual.casefold()
    for parse in (_parse_instant, _parse_time, _parse_duration, _parse_base64):
        first, second = parse(expected), parse(actual)
        if first is not None and second is not None:
            return bool(first == second)
    return False


def _parse_instant(text: str) -> Any:
    if "T" not in text and "t" not in text and " " not in text:
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _parse_time(text: str) -> Any:
    try:
        value = time.fromisoformat(text)
    except ValueError:
        return None
    offset = value.utcoffset()
    return (value.replace(tzinfo=None), offset) if ":" in text else None


def _parse_duration(text: str) -> timedelta | None:
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    y, mo, w, d, h, mi, s = (float(part or 0) for part in match.groups())
    days, sign = y * 365 + mo * 30 + w * 7 + d, -1 if text[0] == "-" else 1
    try:
        return sign * timedelta(days=days, hours=h, minutes=mi, seconds=s)
    except OverflowError:
        return None


def is_iso_8601(name: str, text: str) -> bool:
    """Return whether a text is of a format by ISO 8601, which has more spellings than
    RFC 3339: JSON Schema asks for the latter.
    """
    parsers = {"date-time": _parse_instant, "time": _parse_time}
    parse = {**parsers, "duration": _parse_duration}.get(name)
    return parse is not None and parse(text) is not None


def _parse_base64(text: str) -> bytes | None:
    """Decode base64, in the standard or the URL-safe alphabet (RFC 4648)."""
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{4,}={0,2}", text) or len(text) % 4:
        return None
    return base64.b64decode(text.translate({ord("-"): "+", ord("_"): "/"}))
