"""Pure functions on the JSON values of samples; a file in them is bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

__all__ = ["as_json", "compact", "is_too_large", "texts_in", "value_size"]

MAX_SIZE = 1_000
"""Maximum number of scalars and containers in a value."""
MAX_CHARACTERS = 20_000
"""Maximum length of all texts in a value."""


def as_json(value: Any) -> Any:
    """Return a value with the text of its files in their place."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    return value


def compact(value: Any) -> str:
    """Return the shortest JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts in a value, but for the names of properties."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def value_size(value: Any) -> int:
    """Return the number of scalars and containers in a value."""
    if isinstance(value, dict):
        return 1 + sum(map(value_size, value.values()))
    return 1 + sum(map(value_size, value)) if isinstance(value, list) else 1


def is_too_large(value: Any) -> bool:
    """Return whether a value is no sample: declarations that contain each other several
    times, and long texts, would make it much larger than the document.
    """
    if value_size(value) > MAX_SIZE:
        return True
    return sum(map(len, texts_in(value))) > MAX_CHARACTERS
