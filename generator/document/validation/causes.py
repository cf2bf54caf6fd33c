"""What to tell of an error that has many causes: which branch of a oneOf was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.text import join_words

__all__ = ["Cause"]

# Members that say which of several kinds of object one is.
_CHOOSING = frozenset(("in", "type", "scheme", "flow"))
_CHOICES = " is not one of "


@dataclass(frozen=True)
class Cause:
    """An error of the schema of OpenAPI, in the same form from either validator."""

    path: list[Any]
    message: str
    branches: list[list[Cause]]
    """What each branch of a oneOf or anyOf objects to."""

    @classmethod
    def of(cls, error: Any, *, is_rust: bool) -> Cause:
        """Take over an error of jsonschema-rs, or of jsonschema."""
        context = getattr(error.kind if is_rust else error, "context", None) or ()
        branches = [
            [
                cls.of(each, is_rust=is_rust)
                for each in (branch if isinstance(branch, list) else [branch])
            ]
            for branch in context
        ]
        path = list(error.instance_path if is_rust else error.absolute_path)
        # No reference was meant where there is none.
        meant = [
            branch
            for branch in branches
            if not any("$ref" in cause.message[:20] for cause in branch)
        ]
        return cls(path, error.message, meant)

    @property
    def is_choice(self) -> bool:
        """Tell whether the kind of object that a branch stands for was not meant."""
        return bool(
            self.path and self.path[-1] in _CHOOSING and _CHOICES in self.message
        )

    def most_telling(self) -> Cause:
        """Return the deepest cause within the branch that was meant.

        That is the one whose choosing members fit. Where none does, the value of such
        a member is wrong, and all that it may be is told.
        """
        if not self.branches:
            return self
        choices = [[each for each in b if each.is_choice] for b in self.branches]
        fewest = min(map(len, choices))
        if fewest and len({tuple(each.path) for b in choices for each in b}) == 1:
            return _merged([each for branch in choices for each in branch])
        causes = [
            cause
            for branch, chosen in zip(self.branches, choices, strict=True)
            if len(chosen) == fewest
            for cause in branch
        ]
        return max(causes, key=lambda cause: len(cause.path)).most_telling()


def _merged(choices: list[Cause]) -> Cause:
    """Return one cause that names the values which any of several admits."""
    value = choices[0].message.partition(_CHOICES)[0]
    admitted = dict.fromkeys(each.message.partition(_CHOICES)[2] for each in choices)
    message = value + _CHOICES + join_words(list(admitted), "or")
    return Cause(choices[0].path, message, [])
