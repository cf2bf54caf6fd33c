"""What a client read, as JSON and in Python."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from .equality import differences
from .kinds import is_array, is_object

__all__ = ["misread", "models_in", "wire"]


def misread(drawn: Any, value: Any) -> Iterator[str]:
    """Give where what was read is not what was sent, as JSON and in Python."""
    yield from differences(drawn, wire(value))
    if hasattr(value, "model_dump"):
        # A text that was read as bytes, say, is only seen here.
        plain = value.model_dump(by_alias=True, exclude_unset=True)
        yield from differences(drawn, wire(plain))


def wire(value: Any) -> Any:
    """Return what a value of the client is in JSON."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_object(value):
        return {key: wire(item) for key, item in value.items()}
    if is_array(value):
        return [wire(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"P{value.days}DT{value.seconds}S"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def models_in(value: Any) -> int:
    """How many models there are in a value."""
    if hasattr(value, "to_dict"):
        return 1 + sum(models_in(item) for _, item in value)
    if is_object(value):
        return sum(map(models_in, value.values()))
    return sum(map(models_in, value)) if is_array(value) else 0
