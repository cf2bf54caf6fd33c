"""Test cases, and reports of their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Arguments", "Case", "Report"]

MAX_PROBLEMS = 12
Arguments = tuple[list[Any], dict[str, Any]]
"""Positional and keyword arguments."""


@dataclass(frozen=True)
class Case:
    """A method of the client and the operation that it calls.

    Args:
        name: The method as an attribute of the client: ``pets.create``.
        method: The HTTP method.
        path: The path template.
        names: Python names of arguments by name in the document, where they differ. If
            several arguments have the same name in the document, the location precedes
            it: ``query.id``.
        whole: Media types whose body is the single argument ``body``; for the others,
            each property of the body is an argument.
        stream: Whether the method iterates over the items of streams; the method for
            other results may be another one.
    """

    name: str
    method: str
    path: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    whole: tuple[str, ...] = ()
    stream: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The method of the client, and that of the document."""
        return f"{self.name} ({self.method} {self.path})"

    def argument(self, location: str, name: str) -> str:
        """Return the Python name of an argument by its name in the document."""
        default = self.names.get(name, name)
        return self.names.get(f"{location}.{name}", default)


@dataclass
class Report:
    """What the checks of one operation, or one model, found.

    Args:
        title: Which operation or model.
        not_checked: Takes the reasons why something could not be checked.
    """

    title: str
    not_checked: list[str] = field(default_factory=list[str])
    _clients: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The clients for which a problem was found, by problem."""

    def add(self, label: str, problems: Iterable[str], client: str = "") -> None:
        """Record problems.

        Args:
            label: What was tried.
            problems: What is wrong, each as ``pointer: expected ..., got ...``.
            client: ``sync`` or ``async``; empty if neither was involved.
        """
        for problem in problems:
            self._clients.setdefault(f"{label}: {problem}", []).append(client)

    def check(self) -> None:
        """Raise AssertionError if there are problems."""
        if not self._clients:
            return
        lines = [
            f"{problem} ({found[0]} only)" if len(found) == 1 and found[0] else problem
            for problem, found in self._clients.items()
        ]
        if len(lines) > MAX_PROBLEMS:
            lines[MAX_PROBLEMS:] = [f"and {len(lines) - MAX_PROBLEMS} more"]
        raise AssertionError("\n  ".join([self.title, *lines]))
