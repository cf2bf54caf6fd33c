"""Checks packages by the type-checkers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.acceptance.checkers import Errors, mypy, pyright

from .isolation import Failure
from .packages import PACKAGE_NAME

__all__ = ["check_types"]

_MAX_KIND = 110
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|\d+')


def check_types(project: Path) -> None:
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
