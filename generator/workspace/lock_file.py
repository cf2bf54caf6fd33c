"""Reads the lock in the folder of a project."""

from __future__ import annotations

import os
from pathlib import Path

from generator.diagnostics.model import UsageError
from generator.workspace.damaged_lock import damage, recover_lock
from generator.workspace.lock import LOCK_NAME, Lock, load_lock, lock_text

__all__ = ["explain_lock", "read_lock", "recovered_lock"]


def read_lock(project: Path) -> Lock | None:
    """Return the lock in a project's folder, or None if there is none.

    Raises UsageError for one that cannot be read: it has the names of the package and
    its history, and a first run would drop them.
    """
    lock = load_lock(project)
    if lock is None and os.path.lexists(project / LOCK_NAME):
        raise UsageError(explain_lock(project))
    return lock


def explain_lock(project: Path) -> str:
    """Return the message for a lock that is missing or cannot be read."""
    path = project / LOCK_NAME
    return (
        f"{path} {_damage(path)}. It has the names and the history of the package. "
        "Nothing was written. Restore it from version control (after a merge, either "
        "side) and run again, or generate with --force, which keeps the changelog and all "
        "names that are left in the lock and in the package, also those of both sides of "
        "a merge."
    )


def recovered_lock(project: Path) -> Lock | None:
    """Return the lock in a project's folder, or what is left of a damaged one, or None
    if there is none.
    """
    if not os.path.lexists(project / LOCK_NAME):
        return None
    return load_lock(project) or recover_lock(lock_text(project) or "")


def _damage(path: Path) -> str:
    if not os.path.lexists(path):
        return "is missing"
    if os.path.islink(path):
        return "is a symbolic link"
    if not os.path.isfile(path):
        return "is not a file"
    text = lock_text(path.parent)
    return "is too large or cannot be opened" if text is None else damage(text)
