"""Choose, among the errors of a failed oneOf, the one of the variant that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.text import join_words

__all__ = ["StructureError"]

# Members whose value selects one of several kinds of object.
_SELECTORS = frozenset(("in", "type", "scheme", "flow"))
_NOT_ONE_OF = " is not one of "


@dataclass(frozen=True)
class StructureError:
    """An error against the schema of OpenAPI, in one form for either validator."""

    path: list[Any]
    message: str
    branches: list[list[StructureError]]
    """The errors of each branch of a oneOf or anyOf, without the branch for `$ref`."""

    @classmethod
    def convert(cls, error: Any, *, is_rust: bool) -> StructureError:
        """Convert an error of jsonschema-rs (`is_rust`) or of jsonschema."""
        context = getattr(error.kind if is_rust else error, "context", None) or ()
        branches = [
            [
                cls.convert(each, is_rust=is_rust)
                for each in (branch if isinstance(branch, list) else [branch])
            ]
            for branch in context
        ]
        # The value has no $ref: a branch that requires one was not meant.
        branches = [
            branch
            for branch in branches
            if not any("$ref" in error.message[:20] for error in branch)
        ]
        path = list(error.instance_path if is_rust else error.absolute_path)
        return cls(path, error.message, branches)

    @property
    def is_selector_mismatch(self) -> bool:
        """Whether the value selects another kind of object than that of this branch."""
        return bool(
            self.path and self.path[-1] in _SELECTORS and _NOT_ONE_OF in self.message
        )

    def best_match(self) -> StructureError:
        """Return the deepest error within the branch whose selectors match the value.

        If no branch matches, the value of the selector is wrong: the result lists the
        values that all branches together allow.
        """
        if not self.branches:
            return self
        mismatches = [
            [error for error in branch if error.is_selector_mismatch]
            for branch in self.branches
        ]
        fewest = min(map(len, mismatches))
        if fewest and len({tuple(e.path) for found in mismatches for e in found}) == 1:
            return _merge([error for found in mismatches for error in found])
        errors = [
            error
            for branch, found in zip(self.branches, mismatches, strict=True)
            if len(found) == fewest
            for error in branch
        ]
        return max(errors, key=lambda error: len(error.path)).best_match()


def _merge(mismatches: list[StructureError]) -> StructureError:
    """Return one error that lists the values which any of the selectors allows."""
    value = mismatches[0].message.partition(_NOT_ONE_OF)[0]
    allowed = dict.fromkeys(e.message.partition(_NOT_ONE_OF)[2] for e in mismatches)
    message = value + _NOT_ONE_OF + join_words(allowed)
    return StructureError(mismatches[0].path, message, [])
