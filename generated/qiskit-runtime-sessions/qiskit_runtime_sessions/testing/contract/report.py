"""Failures: each names the operation, the case and the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Failures"]

_MOST = 12


@dataclass
class Failures:
    """Everything that is wrong with one operation, or one model.

    Args:
        head: Which one.
    """

    head: str
    found: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """What is wrong, and with which clients."""

    def add(self, label: str, problems: Iterable[str], mode: str = "") -> None:
        """Note the problems of one case: ``pointer: what is wrong`` each."""
        for problem in problems:
            self.found.setdefault(f"{label}: {problem}", []).append(mode)

    def check(self) -> None:
        """Raise AssertionError if anything was noted."""
        if not self.found:
            return
        lines = [
            f"{problem} ({modes[0]} only)" if len(modes) == 1 and modes[0] else problem
            for problem, modes in self.found.items()
        ]
        if len(lines) > _MOST:
            lines[_MOST:] = [f"and {len(lines) - _MOST} more"]
        raise AssertionError("\n  ".join([self.head, *lines]))
