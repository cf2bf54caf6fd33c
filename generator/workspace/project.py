"""Finds the folder of a generated project in an output folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from generator.diagnostics.model import UsageError
from generator.workspace.lock import LOCK_NAME
from generator.workspace.lock_file import recovered_lock
from generator.workspace.tree import is_plain_file

__all__ = ["find_project", "is_generated"]

_NAME = re.compile(r'^name = "([^"\n]*)"', re.MULTILINE)
_OWN_FILES = ("tests/openapi.json", "tests/package_test.py", "api.md", "CHANGELOG.md")
_LEAST_OWN_FILES = 3
_MAX_BYTES = 1024 * 1024


def find_project(output: Path, distribution: str) -> Path:
    """Return the folder in `output` of the project with a distribution name.

    That is the folder of this name. If that is no generated project, it is another one
    that is: a user may have renamed it. Raises UsageError if there are several.
    """
    project = output / distribution
    if _is_project(project):
        return project
    renamed = [
        each
        for each in _subfolders(output)
        if _is_project(each) and _distribution(each) == distribution
    ]
    if len(renamed) > 1:
        names = ", ".join(map(str, renamed))
        raise UsageError(
            f"{names} have the project {distribution}, by their {LOCK_NAME}, and none of "
            f"them is called {project}. Nothing was written. Rename the one to continue "
            f"to {project}, or delete the others."
        )
    return renamed[0] if renamed else project


def is_generated(folder: Path) -> bool:
    """Return whether a folder looks like a generated project, whatever its lock is."""
    found = sum(is_plain_file(folder / path) for path in _OWN_FILES)
    return found >= _LEAST_OWN_FILES


def _is_project(folder: Path) -> bool:
    return os.path.lexists(folder / LOCK_NAME) or is_generated(folder)


def _subfolders(output: Path) -> list[Path]:
    try:
        with os.scandir(output) as entries:
            found = [
                each.name for each in entries if each.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []
    return [output / name for name in sorted(found) if not name.startswith(".")]


def _distribution(project: Path) -> str:
    """Return the name of the distribution: as the lock records it, or else as
    ``pyproject.toml`` has it.
    """
    lock = recovered_lock(project)
    if lock is not None and lock.distribution:
        return lock.distribution
    path = project / "pyproject.toml"
    if not is_plain_file(path) or path.stat().st_size > _MAX_BYTES:
        return ""
    found = _NAME.search(path.read_bytes().decode("utf-8", errors="replace"))
    return found[1] if found else ""
