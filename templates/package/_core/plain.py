"""Plain JSON values: None, bool, int, float, str, list and dict with str keys."""

from __future__ import annotations

import json
from typing import Any, TypeGuard

__all__ = ["is_array", "is_object", "to_json_bytes"]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether the value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether the value is an array."""
    return isinstance(value, list)


def to_json_bytes(value: object, ascii: bool = False) -> bytes:
    """JSON text, as compact as the wire wants it; in ASCII for headers."""
    content = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    return json.dumps(value, separators=(",", ":")).encode() if ascii else content
