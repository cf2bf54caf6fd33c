"""The kinds of JSON that have members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

__all__ = ["is_array", "is_object", "members"]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether the value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether the value is an array: a list, or a tuple of the client."""
    return isinstance(value, list | tuple)


def members(value: object) -> dict[str, Any]:
    """Return an object as it is, and nothing of anything else."""
    return value if is_object(value) else {}
