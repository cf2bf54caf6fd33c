"""Checks packages by programs: the type-checkers, and the tests that a package has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.acceptance.checkers import Errors, mypy, pyright
from tests.acceptance.command import python

from .isolation import Failure
from .packages import PACKAGE_NAME

__all__ = ["TOOLS"]

_MAX_KIND = 110
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|\d+')
_MAX_TEXT = 1_500


def _check_types(project: Path) -> None:
    """Raise an ExceptionGroup with a Failure for each class of error of mypy or pyright.

    The cache of mypy remains in the project's folder: its runtime is always the same.
    """
    failures = {
        failure.kind: failure
        for tool, check in (("mypy", mypy), ("pyright", pyright))
        for failure in _failures(tool, check(project, PACKAGE_NAME))
    }
    if failures:
        raise ExceptionGroup("types", list(failures.values()))


def _failures(tool: str, errors: Errors) -> Iterator[Failure]:
    for file, messages in errors.items():
        for message in messages:
            text = _QUOTED.sub("…", message.partition(": ")[2].splitlines()[0])
            yield Failure(f"{tool}: {text[:_MAX_KIND]}", f"{file}:{message}")


def _run_tests(project: Path) -> None:
    """Raise a Failure for each class of failure of a package's own tests."""
    ran = python(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", cwd=project
    )
    if ran.code == 0:
        return
    lines = [line for line in ran.output.splitlines() if line.startswith("E  ")]
    kinds = {_QUOTED.sub("…", line[1:].strip())[:_MAX_KIND] for line in lines}
    text = "\n".join([*lines[:8], *ran.output.splitlines()[-6:]])[:_MAX_TEXT]
    kinds = kinds or {f"exit {ran.code}"}
    raise ExceptionGroup(
        "tests", [Failure(f"own tests: {kind}", text) for kind in kinds]
    )


TOOLS = {"types": _check_types, "contract": _run_tests}
"""What `--check` can name; each gets the folder of a project."""
