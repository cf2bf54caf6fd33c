"""Limits on the types that combinations of unions and ``allOf`` expand to.

A few hundred bytes of a document can stand for more variants, or more fields, than fit
into memory. Each method reports what it refuses; the type is then wider than the
schema, so that it accepts every valid value.
"""

from __future__ import annotations

from math import prod
from typing import Any

from generator.diagnostics.model import Problems
from generator.lower.schema.merge import MergedSchema

__all__ = ["MAX_VARIANTS", "ExpansionLimits"]

MAX_VARIANTS = 500
"""Maximum variants of one union: type-checkers and Python fail on longer ones."""
MAX_COMBINATIONS = 64
"""Maximum combinations of the variants of several unions of one schema."""
MIN_COMBINED_FIELDS = 1_000
FIELDS_PER_NODE = 1
"""Maximum fields of all classes that come from another schema, for each node of the
document; at least `MIN_COMBINED_FIELDS`."""
MIN_COMBINED_SETS = 200
SETS_PER_NODE = 0.1
"""Maximum types that are combined of several schemas, for each node of the document; at
least `MIN_COMBINED_SETS`."""


class ExpansionLimits:
    """Counts the expansions of a document."""

    def __init__(self, root: Any, problems: Problems) -> None:
        self._root = root
        self._problems = problems
        self._nodes = 0
        self._sets = 0
        self._fields = 0

    def is_too_wide(self, variants: int, pointer: str) -> bool:
        """Return whether a union has too many variants for a type."""
        if variants <= MAX_VARIANTS:
            return False
        self._problems.add(
            "unsupported-keyword",
            f"a union has more than {MAX_VARIANTS} variants",
            at=pointer,
            consequence="the value is typed as any JSON value",
            suggestion="write an enum, or group the variants",
        )
        return True

    def has_too_many_combinations(self, schema: MergedSchema) -> bool:
        """Return whether the unions of a schema combine to too many variants."""
        variants = (len(each.owner.value[each.keyword]) for each in schema.unions)
        if prod(variants) <= MAX_COMBINATIONS:
            return False
        self._problems.add(
            "unsupported-keyword",
            "the unions of a schema combine to too many variants",
            at=schema.pointer,
            consequence="only the first union is typed",
            suggestion="write one union that lists all variants",
        )
        return True

    def allows_set(self, pointer: str) -> bool:
        """Count a type that is combined of several schemas, and tell whether it may be
        made.
        """
        self._sets += 1
        if (
            self._sets <= MIN_COMBINED_SETS
            or self._sets <= SETS_PER_NODE * self._size()
        ):
            return True
        self._report_growth(pointer)
        return False

    def allows_class(self, schema: MergedSchema) -> bool:
        """Count the fields that an object includes, and tell whether it may become a
        class.
        """
        self._fields += sum(
            not nodes[0].pointer.startswith(schema.pointer)
            for nodes in schema.properties.values()
        )
        if (
            self._fields <= MIN_COMBINED_FIELDS
            or self._fields <= FIELDS_PER_NODE * self._size()
        ):
            return True
        self._report_growth(schema.pointer)
        return False

    def _size(self) -> int:
        """Return the number of nodes of the document."""
        if not self._nodes:
            level = [self._root]
            while level:
                self._nodes += len(level)
                level = [child for value in level for child in _members(value)]
        return self._nodes

    def _report_growth(self, pointer: str) -> None:
        self._problems.add(
            "unsupported-keyword",
            "the combinations of this document's schemas are too many for its size",
            at=pointer,
            consequence="the value is typed as any JSON value",
            suggestion="combine fewer schemas through allOf, oneOf and anyOf",
        )


def _members(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
