"""Whether two values say the same, however they are spelt."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from .kinds import is_array, is_object

__all__ = ["differences", "same_text"]

_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def differences(expected: Any, actual: Any, pointer: str = "") -> Iterator[str]:
    """Give where and how two JSON values differ.

    Numbers are compared by value, timestamps as instants, durations by length.
    """
    place = pointer or "/"
    if is_object(expected) and is_object(actual):
        for name in expected.keys() - actual.keys():
            yield f"{pointer}/{name}: {_shown(expected[name])} is missing"
        for name in actual.keys() - expected.keys():
            yield f"{pointer}/{name}: {_shown(actual[name])} is not expected"
        for name in expected:
            if name in actual:
                yield from differences(
                    expected[name], actual[name], f"{pointer}/{name}"
                )
    elif is_array(expected) and is_array(actual):
        if len(expected) != len(actual):
            yield f"{place}: {len(expected)} items expected, not {len(actual)}"
        for index, pair in enumerate(zip(expected, actual, strict=False)):
            yield from differences(*pair, f"{pointer}/{index}")
    elif not _equal(expected, actual):
        yield f"{place}: {_shown(expected)} expected, not {_shown(actual)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 200 else text[:200] + "…"


def _equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual or math.isclose(expected, actual, rel_tol=1e-12)
    if isinstance(expected, str) and isinstance(actual, str):
        return same_text(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def same_text(expected: str, actual: str) -> bool:
    """Whether two texts are equal, or two spellings of one time, length or UUID."""
    if expected == actual:
        return True
    if _UUID.fullmatch(expected):
        return expected.casefold() == actual.casefold()
    for read in (_instant, _time, _duration, _content):
        one, other = read(expected), read(actual)
        if one is not None and other is not None:
            return bool(one == other)
    return False


def _instant(text: str) -> Any:
    if "T" not in text and "t" not in text and " " not in text:
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _time(text: str) -> Any:
    try:
        value = time.fromisoformat(text)
    except ValueError:
        return None
    offset = value.utcoffset()
    return (value.replace(tzinfo=None), offset) if ":" in text else None


def _duration(text: str) -> timedelta | None:
    found = _DURATION.fullmatch(text)
    if found is None or text in ("P", "PT"):
        return None
    y, mo, w, d, h, mi, s = (float(part or 0) for part in found.groups())
    days = y * 365 + mo * 30 + w * 7 + d
    return timedelta(days=days, hours=h, minutes=mi, seconds=s)


def _content(text: str) -> bytes | None:
    """What base64 stands for, in either alphabet."""
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{4,}={0,2}", text) or len(text) % 4:
        return None
    return base64.b64decode(text.translate({ord("-"): "+", ord("_"): "/"}))
