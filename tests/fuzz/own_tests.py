"""Runs the tests that a generated package has, in this process.

Starting an interpreter and importing pytest, pydantic and the generator takes longer than
most of these tests, so that a fork of a process that has imported them runs them; see
`isolation`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs  # noqa: F401  # imported for the forks
import pydantic  # noqa: F401
import pytest

import generator.contract.plugin  # noqa: F401

from .isolation import Failure

__all__ = ["run_own_tests"]

_NOT_CHECKED = "not checked"
_MAX_KIND = 110
_MAX_TEXT = 3_000
_VALUES = re.compile(r'"[^"]*"|\'[^\']*\'|\d+|/\S*')
_OPTIONS = ("-q", "-p", "no:cacheprovider", "--tb=short", "--assert=plain")


@dataclass(eq=False)
class _Recorder:
    """A plugin of pytest that records what fails, and what is not checked."""

    passed: int = 0
    failed: dict[str, str] = field(default_factory=dict[str, str])
    """The text of a failure by test."""
    not_checked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record the report of a test."""
        self.passed += report.passed and report.when == "call"
        if report.failed:
            self.failed[report.nodeid] = _message(report)
        properties: Any = report.user_properties
        self.not_checked += [row for title, row in properties if title == _NOT_CHECKED]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record the report of a module that cannot be imported."""
        if report.failed:
            self.failed[report.nodeid] = _message(report)


def _message(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(report.longrepr if crash is None else crash.message)


def run_own_tests(project: Path) -> dict[str, int]:
    """Run the tests of a project; call it in a fork, since it imports the package.

    Raises an ExceptionGroup with a Failure for each class of problem. Returns how many
    tests there are, and how many things they could not check.
    """
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(project)
    recorder, output = _Recorder(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main([*_OPTIONS], plugins=[recorder])
    failures: dict[str, Failure] = {}
    for test, message in recorder.failed.items():
        # The other problems of a test often follow from its first one.
        title, *problems = message.splitlines()[:6] or [""]
        kind = f"own tests: {_kind((problems or [title])[0])}"
        text = "\n".join([test, *(problems or [title])])[:_MAX_TEXT]
        failures.setdefault(kind, Failure(kind, text))
    if not failures and code:
        text = output.getvalue()[-_MAX_TEXT:]
        failures[""] = Failure(f"own tests: exit {int(code)}", text)
    if failures:
        raise ExceptionGroup("own tests", list(failures.values()))
    unchecked = Counter(
        f"{_NOT_CHECKED}: {_VALUES.sub('…', reason.rpartition(': ')[2])}"
        for _, reason in recorder.not_checked
    )
    return {"tests passed": recorder.passed, **unchecked}


def _kind(problem: str) -> str:
    """The class of a problem: its text without what was tried, where, and the values."""
    _, found, difference = problem.partition(": /")
    text = difference if found else problem.strip().removeprefix("AssertionError: ")
    return _VALUES.sub("…", text.partition(": ")[2] if found else text)[:_MAX_KIND]
