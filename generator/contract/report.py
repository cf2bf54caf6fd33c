"""What the checks of an operation, or of a model, found; every failure is one text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from generator.contract.problem import Problem

__all__ = ["Report"]

MAX_PROBLEMS = 12


@dataclass
class Report:
    """What the checks of one operation, or one model, found.

    Args:
        title: Which operation or model.
        not_checked: Takes the reasons why something could not be checked.
        describe: Returns file, line and keyword of the rule of the document that a
            problem is about. Only called if there are problems.
    """

    title: str
    not_checked: list[str] = field(default_factory=list[str])
    describe: Callable[[Problem], str] = field(default=lambda problem: "")
    _found: dict[Problem, dict[str, list[str]]] = field(
        default_factory=dict[Problem, dict[str, list[str]]]
    )
    """Each problem once: the clients for which it was found, by case."""

    def add(
        self, label: str, problems: Iterable[str], client: str = "", schema: str = ""
    ) -> None:
        """Record problems.

        Args:
            label: The case: what was tried.
            problems: What is wrong, each as ``pointer: expected ..., got ...``.
            client: ``sync`` or ``async``; empty if neither was involved.
            schema: The pointer of the schema of the value that the pointers lead into;
                empty for a request.
        """
        for each in problems:
            problem = each if isinstance(each, Problem) else Problem(each)
            problem.schema = problem.schema or schema
            self._found.setdefault(problem, {}).setdefault(label, []).append(client)

    def check(self) -> None:
        """Raise AssertionError if there are problems."""
        if not self._found:
            return
        groups: dict[str, list[str]] = {}
        for problem, cases in list(self._found.items())[:MAX_PROBLEMS]:
            first, *others = map(repr, cases)
            clients = {client for found in cases.values() for client in found}
            only = (
                f" ({clients.pop()} only)" if clients in ({"sync"}, {"async"}) else ""
            )
            more = f" and {len(others)} more" if others else ""
            case = f"{self.title}, case {first}{more}{only}"
            groups.setdefault(case, []).append(f"  {self._text(problem)}")
        lines = [line for case, found in groups.items() for line in (case, *found)]
        if len(self._found) > MAX_PROBLEMS:
            lines.append(f"and {len(self._found) - MAX_PROBLEMS} more")
        raise AssertionError("\n".join(lines))

    def _text(self, problem: Problem) -> str:
        """A problem with its rule, before what came instead."""
        rule = self.describe(problem)
        expected, separator, actual = problem.partition(", got ")
        return f"{expected}{f' ({rule})' if rule else ''}{separator}{actual}"
