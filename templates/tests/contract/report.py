"""Failures: each names the operation, the case and the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .call import Case

__all__ = ["Failures"]

_MOST = 12


@dataclass
class Failures:
    """Everything that is wrong with one operation.

    Args:
        case: The operation.
    """

    case: Case
    found: list[str] = field(default_factory=list)

    def add(self, label: str, problems: Iterable[str]) -> None:
        """Note the problems of one case: ``pointer: what is wrong`` each."""
        self.found += [f"{label}: {problem}" for problem in problems]

    def check(self) -> None:
        """Raise AssertionError if anything was noted."""
        if not self.found:
            return
        shown = self.found[:_MOST]
        more = len(self.found) - len(shown)
        if more:
            shown.append(f"and {more} more")
        head = f"{self.case.name} ({self.case.method} {self.case.path})"
        raise AssertionError("\n  ".join([head, *shown]))
