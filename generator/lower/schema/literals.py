"""JSON values as members of enums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from generator.ir import LiteralValue

__all__ = ["admits", "distinct", "is_literal", "kind_of", "typed"]


def is_literal(value: Any) -> bool:
    return isinstance(value, str | bool | int)


def typed(value: LiteralValue) -> tuple[str, LiteralValue]:
    """Keep true apart from 1 among the keys of a dict."""
    return type(value).__name__, value


def distinct(members: Iterable[Any]) -> set[tuple[str, str]]:
    return {(type(member).__name__, repr(member)) for member in members}


def kind_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


def admits(kinds: Sequence[str], member: Any) -> bool:
    """Tell whether a member of an enum can occur at all with the declared types."""
    kind = kind_of(member)
    return not kinds or kind in kinds or (kind == "integer" and "number" in kinds)
