"""Checks a server with a generated package, as ``pytest --live`` does."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import SkipTest

from generator.contract import Case, Live, LiveSettings
from generator.contract.live import LiveRow

from .packages import import_package, own_cases

__all__ = ["LiveProject"]


class LiveProject:
    """A generated project whose package is imported.

    Args:
        folder: The folder of the project.
        name: The name of its package.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.tests = folder / "tests"
        self.package: Any = import_package(folder, name)
        self.cases = [
            case
            for path in sorted(self.tests.glob("test_*.py"))
            if "CASES" in path.read_text()
            for case in own_cases(path.read_text())
        ]
        self._schemes = next(
            ast.literal_eval(statement.value)
            for statement in ast.parse((self.tests / "conftest.py").read_text()).body
            if isinstance(statement, ast.Assign)
            and "CREDENTIALS" in ast.dump(statement)
        )

    @property
    def names(self) -> dict[str, str]:
        """The method that calls each path."""
        return {case.path: case.name for case in self.cases}

    def rows(
        self,
        url: str,
        *names: str,
        headers: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> dict[str, LiveRow]:
        """Check some methods, or all that are safe; return the rows by method."""
        cases = [case for case in self.cases if not names or case.name in names]
        settings = LiveSettings(url, headers or {}, values or {}, self.cases)
        document = self.tests / "openapi.json"
        rows: dict[str, LiveRow] = {}
        with Live(self.package, self._schemes, document, settings) as live:
            for case in cases:
                rows |= {row.name: row for row in _checked(live, case)}
        return rows


def _checked(live: Live, case: Case) -> list[LiveRow]:
    """Check a method, and that a mismatch, and nothing else, raises an error."""
    error: Exception | None = None
    try:
        live.check(case)
    except (AssertionError, SkipTest) as caught:
        error = caught
    rows = live.take_rows()
    if not rows:
        assert "not safe" in str(error)
    for row in rows:
        assert row.name == case.name
        assert isinstance(error, AssertionError) is row.has_failed
        assert row.has_failed or (error is None) is (row.reach == "compared")
    return rows
