"""How large a document may be.

A document is hostile input: each limit stops one way of exhausting memory, time or the
interpreter's stack, and an error names the limit that was hit. Together they keep the
program and its validator below one gigabyte. All of them lie well above the largest
published documents in common use (13 MB, 260,000 nodes, depth 40).
"""

from __future__ import annotations

__all__ = [
    "MAX_ALIAS_NODES",
    "MAX_ALL_FETCH_SECONDS",
    "MAX_BYTES",
    "MAX_CHAIN",
    "MAX_COPIED_NODES",
    "MAX_DEPTH",
    "MAX_FETCHED_BYTES",
    "MAX_FETCH_SECONDS",
    "MAX_FILES",
    "MAX_INLINED",
    "MAX_INTEGER_DIGITS",
    "MAX_ITEMS",
    "MAX_MEMBERS",
    "MAX_NODES",
    "MAX_OPERATIONS",
    "MAX_OVERLAY_MATCHES",
    "MAX_TOTAL_BYTES",
    "VALIDATION_SECONDS",
]

# One file, and all files of one document.
MAX_BYTES = 40_000_000
MAX_TOTAL_BYTES = 60_000_000
MAX_FILES = 20_000

# A document fetched from the network, and how long all of them may take.
MAX_FETCHED_BYTES = 20_000_000
MAX_FETCH_SECONDS = 5
MAX_ALL_FETCH_SECONDS = 60

# Values in one file, and how many of them YAML aliases may add.
MAX_NODES = 1_500_000
MAX_ALIAS_NODES = 500_000

# Members of one object or array that the program looks at: paths, properties,
# parameters, variants. Values
# that are only carried along, such as the members of an enum, are not counted.
MAX_MEMBERS = 8_000
MAX_ITEMS = 6_000
MAX_OPERATIONS = 8_000

# Levels of nesting: every later pass may recurse over the tree a few frames a level.
MAX_DEPTH = 200

# Hops from a $ref to the value it stands for.
MAX_CHAIN = 100

# Copies of what a $ref names, where it has no home under components.
MAX_INLINED = 10_000
MAX_COPIED_NODES = 1_000_000

# The interpreter itself refuses to read or print longer integers in source code.
MAX_INTEGER_DIGITS = 1_000

# openapi-spec-validator, in its own process.
VALIDATION_SECONDS = 20.0

# Nodes that one overlay action may change.
MAX_OVERLAY_MATCHES = 100_000
