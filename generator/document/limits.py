"""Limits on the size of a document, and the function and the class that apply them.

A document is hostile input: each limit stops one way of exhausting memory, time or the
interpreter's stack, and the error names the limit that was exceeded. Together they keep
the program and the validator's process below one gigabyte. All of them are well above
the largest published documents in common use (13 MB, 260,000 nodes, depth 40).
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "MAX_ALIAS_NODES",
    "MAX_ARRAY_ITEMS",
    "MAX_BYTES",
    "MAX_COPIED_NODES",
    "MAX_DEPTH",
    "MAX_DOCUMENT_FETCH_SECONDS",
    "MAX_FETCHED_BYTES",
    "MAX_FETCH_SECONDS",
    "MAX_FILES",
    "MAX_INLINED_REFS",
    "MAX_INTEGER_DIGITS",
    "MAX_MEMBERS",
    "MAX_NODES",
    "MAX_OPERATIONS",
    "MAX_OVERLAY_MATCHES",
    "MAX_REF_HOPS",
    "MAX_TOTAL_BYTES",
    "MAX_TOTAL_FETCH_SECONDS",
    "MAX_VALIDATION_SECONDS",
    "CopyBudget",
    "CopyBudgetExceeded",
    "TooDeep",
    "TooLarge",
    "count_nodes",
]

# One file, and all files of one document together.
MAX_BYTES = 40_000_000
MAX_TOTAL_BYTES = 60_000_000
MAX_FILES = 20_000

# One file fetched from the network, and the time for one and for all of them.
MAX_FETCHED_BYTES = 20_000_000
MAX_FETCH_SECONDS = 5
MAX_TOTAL_FETCH_SECONDS = 60

# The document itself, where it is given by its address.
MAX_DOCUMENT_FETCH_SECONDS = 60

# JSON values in one file, and how many of them YAML aliases may add.
MAX_NODES = 1_500_000
MAX_ALIAS_NODES = 500_000

# Members of one object, and items of one array, that the program interprets: paths,
# properties, parameters, variants. Members of plain data, such as an example, are not
# counted.
MAX_MEMBERS = 8_000
MAX_ARRAY_ITEMS = 6_000
MAX_OPERATIONS = 8_000

# Levels of nesting: later passes recurse over the tree, a few frames for each level.
MAX_DEPTH = 200

# References that lead from one to the next before a value is reached.
MAX_REF_HOPS = 100

# Values that are copied to where a $ref was, because components have no section for
# them, and the nodes of all such copies.
MAX_INLINED_REFS = 10_000
MAX_COPIED_NODES = 1_000_000

# Far below the number of digits at which the interpreter refuses to convert an integer.
MAX_INTEGER_DIGITS = 1_000

# The run of openapi-spec-validator, in its own process.
MAX_VALIDATION_SECONDS = 20.0

# Nodes that one overlay action may change.
MAX_OVERLAY_MATCHES = 100_000

# Long strings count as several nodes of a copy: one for each so many characters.
_CHARACTERS_PER_NODE = 64


class TooLarge(Exception):
    """A value exceeds a limit; the message says which."""


class TooDeep(TooLarge):
    """A value exceeds the limit of depth."""


class CopyBudgetExceeded(Exception):
    """A copy would exceed the budget, or nest more deeply than `MAX_DEPTH`."""


def count_nodes(value: Any) -> int:
    """Return the number of nodes (objects, arrays and scalars) of a JSON value.

    Raises `TooLarge` for more than `MAX_NODES`, `TooDeep` for more than `MAX_DEPTH`
    levels. Works level by level, so that no depth can exhaust the stack.
    """
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


class CopyBudget:
    """Makes deep copies of JSON values, of at most `nodes` nodes in total.

    Without a bound on the total, copies that contain copies grow exponentially.
    """

    def __init__(self, nodes: int) -> None:
        self._left = nodes

    def copy(self, value: Any, depth: int = 0) -> Any:
        """Return a deep copy of a JSON value; raises `CopyBudgetExceeded`."""
        self._left -= 1
        kind = type(value)
        if kind is str:
            self._left -= len(value) // _CHARACTERS_PER_NODE
        if self._left < 0 or depth > MAX_DEPTH:
            raise CopyBudgetExceeded
        if kind is dict:
            return {key: self.copy(item, depth + 1) for key, item in value.items()}
        if kind is list:
            return [self.copy(item, depth + 1) for item in value]
        return value
