"""Copying parts of a document, within a bound: a copy may hold copies."""

from __future__ import annotations

from typing import Any

from generator.document.limits import MAX_DEPTH

__all__ = ["Copies", "TooManyCopies"]

# A text counts for as many nodes as it would fill.
_TEXT_OF_A_NODE = 64


class TooManyCopies(Exception):
    """A copy would be too large, or nest too deeply."""


class Copies:
    """Makes copies that share nothing, of `limit` nodes altogether."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def copy(self, value: Any, depth: int = 0) -> Any:
        """Return a copy of a JSON value; raises `TooManyCopies`."""
        self._left -= 1
        kind = type(value)
        if kind is str:
            self._left -= len(value) // _TEXT_OF_A_NODE
        if self._left < 0 or depth > MAX_DEPTH:
            raise TooManyCopies
        if kind is dict:
            return {key: self.copy(item, depth + 1) for key, item in value.items()}
        if kind is list:
            return [self.copy(item, depth + 1) for item in value]
        return value
