"""How far schemas may expand when unions and ``allOf`` are written out.

A few hundred bytes can stand for more variants, or more fields, than any machine holds.
Each method reports what it refuses; the type is then wider than the schema, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

from generator.diagnostics.model import Problems
from generator.lower.schema.merge import Shape

__all__ = ["Expansion"]

# Type-checkers and the interpreter itself give up on longer unions.
_MAX_VARIANTS = 500
# Combinations of several unions of one schema.
_MAX_PRODUCT = 64
# Variants merged with what stands beside their union: in the whole document, and
# inside each other.
_MAX_MERGED = 20_000
_MAX_MERGED_DEPTH = 20
# Fields of all classes that are not their own but included through allOf.
_MAX_INCLUDED = 40_000


class Expansion:
    """Keeps account of a document's expansion."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._merged = 0
        self._depth = 0
        self._included = 0

    def is_too_wide(self, variants: int, pointer: str) -> bool:
        """Tell whether a union has too many variants for a type."""
        if variants <= _MAX_VARIANTS:
            return False
        self._problems.add(
            "unsupported-keyword",
            f"a union of more than {_MAX_VARIANTS} variants",
            at=pointer,
            consequence="the value is typed as any JSON value",
            suggestion="write an enum, or group the variants",
        )
        return True

    def multiplies(self, shape: Shape) -> bool:
        """Tell whether the unions of a shape have too many combinations."""
        if prod(len(owner.value[key]) for key, owner in shape.unions) <= _MAX_PRODUCT:
            return False
        self._report_product(shape.pointer)
        return True

    @contextmanager
    def merging(self, base: Shape) -> Iterator[bool]:
        """Count a variant that is merged with `base` in the body, if it may be."""
        self._merged += 1
        self._depth += 1
        is_allowed = self._merged <= _MAX_MERGED and self._depth <= _MAX_MERGED_DEPTH
        if not is_allowed:
            self._report_product(base.pointer)
        try:
            yield is_allowed
        finally:
            self._depth -= 1

    def has_room(self, shape: Shape) -> bool:
        """Count what an object includes, and tell whether it may become a class."""
        self._included += sum(
            not nodes[0].pointer.startswith(shape.pointer)
            for nodes in shape.properties.values()
        )
        if self._included <= _MAX_INCLUDED:
            return True
        self._problems.add(
            "limit-exceeded",
            f"the schemas include more than {_MAX_INCLUDED:,} properties through allOf",
            at=shape.pointer,
            consequence="nothing is generated",
            suggestion="include fewer schemas through allOf",
        )
        return False

    def _report_product(self, pointer: str) -> None:
        self._problems.add(
            "unsupported-keyword",
            "unions that multiply to too many variants",
            at=pointer,
            consequence="only the first of them is typed, and what stands beside it "
            "may be left out",
            suggestion="let one union name all variants",
        )
