"""Limits on the types that combinations of unions and ``allOf`` expand to.

A few hundred bytes of a document can stand for more variants, or more fields, than fit
into memory. Each method reports what it refuses; the type is then wider than the
schema, so that it accepts every valid value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

from generator.diagnostics.model import Problems
from generator.lower.schema.merge import MergedSchema

__all__ = ["ExpansionLimits"]

MAX_VARIANTS = 500
"""Maximum variants of one union: type-checkers and Python fail on longer ones."""
MAX_COMBINATIONS = 64
"""Maximum combinations of the variants of several unions of one schema."""
MAX_MERGED_VARIANTS = 20_000
"""Maximum variants in a document that are merged with keywords beside their union."""
MAX_MERGE_DEPTH = 20
MAX_INCLUDED_FIELDS = 40_000
"""Maximum fields of all classes that come from another schema through ``allOf``."""


class ExpansionLimits:
    """Counts the expansions of a document."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._merged_variants = 0
        self._merge_depth = 0
        self._included_fields = 0

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
        variants = (len(owner.value[keyword]) for keyword, owner in schema.unions)
        if prod(variants) <= MAX_COMBINATIONS:
            return False
        self._report_combinations(schema.pointer)
        return True

    @contextmanager
    def merging_variant(self, base: MergedSchema) -> Iterator[bool]:
        """Count a variant that the body of the ``with`` statement merges with `base`;
        False if it must not.
        """
        self._merged_variants += 1
        self._merge_depth += 1
        is_allowed = (
            self._merged_variants <= MAX_MERGED_VARIANTS
            and self._merge_depth <= MAX_MERGE_DEPTH
        )
        if not is_allowed:
            self._report_combinations(base.pointer)
        try:
            yield is_allowed
        finally:
            self._merge_depth -= 1

    def allows_class(self, schema: MergedSchema) -> bool:
        """Count the fields that an object includes, and tell whether it may become a
        class.
        """
        self._included_fields += sum(
            not nodes[0].pointer.startswith(schema.pointer)
            for nodes in schema.properties.values()
        )
        if self._included_fields <= MAX_INCLUDED_FIELDS:
            return True
        self._problems.add(
            "limit-exceeded",
            f"the schemas include more than {MAX_INCLUDED_FIELDS:,} properties "
            "through allOf",
            at=schema.pointer,
            consequence="nothing is generated",
            suggestion="include fewer schemas through allOf",
        )
        return False

    def _report_combinations(self, pointer: str) -> None:
        self._problems.add(
            "unsupported-keyword",
            "the unions of a schema combine to too many variants",
            at=pointer,
            consequence="only the first union is typed, and keywords beside it may be "
            "ignored",
            suggestion="write one union that lists all variants",
        )
