"""How many nodes a value has, and how deep it is."""

from __future__ import annotations

from typing import Any

from generator.document.limits import MAX_DEPTH, MAX_NODES

__all__ = ["TooDeep", "TooLarge", "measure"]


class TooLarge(Exception):
    """The value exceeds a limit; the message says which."""


class TooDeep(TooLarge):
    """It is the limit of depth."""


def measure(value: Any) -> int:
    """Count the nodes, level by level; raises `TooLarge` beyond a limit."""
    nodes, depth = 1, 0
    level = [value]
    while level:
        depth += 1
        if depth > MAX_DEPTH and any(type(item) in (dict, list) for item in level):
            raise TooDeep(f"the document nests deeper than {MAX_DEPTH} levels")
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                nodes += len(item)
                below += item.values()
            elif kind is list:
                nodes += len(item)
                below += item
        level = below
        if nodes > MAX_NODES:
            raise TooLarge(f"the document has more than {MAX_NODES:,} nodes")
    return nodes
