"""Replaces the entries of a project whose own folder cannot be replaced.

That is a folder that is a mount point, or one in a folder that cannot be written. The
new entries are in the staging folder inside of the project, and take the places of the
old ones, each in a single step. A journal lists them before the first one moves: if the
run is killed, the next one completes its work.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from generator.workspace.atomic_replace import exchange
from generator.workspace.lock import is_inside
from generator.workspace.staging import JOURNAL_NAME
from generator.workspace.tree import is_plain_file

__all__ = ["NEW_NAME", "EntryChange", "complete_swap", "entry_change", "swap_entries"]

NEW_NAME = "new"
"""The name of the folder with the new entries in the staging folder."""

_OLD_NAME = "replaced"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """The change of one entry of a project, a file or a folder.

    The inode numbers tell whether the change was made: the new entry has then left the
    staging folder.
    """

    path: str
    """The path relative to the project."""
    new: int | None
    """The inode number of the new entry; None if the old one is deleted."""
    old: int | None
    """The inode number of the old entry; None if there is none."""


def entry_change(project: Path, staging: Path, path: str) -> EntryChange:
    """Return the change that puts the entry in the staging folder, or none if it has
    none, at a path of the project.
    """
    return EntryChange(path, _inode(staging / NEW_NAME / path), _inode(project / path))


def swap_entries(project: Path, staging: Path, changes: Sequence[EntryChange]) -> None:
    """Make the changes, in order. If one of them fails, the others are undone, and the
    error is raised. The journal remains if that fails, too.
    """
    (staging / _OLD_NAME).mkdir()
    journal = staging / JOURNAL_NAME
    draft = staging / f"{JOURNAL_NAME}.draft"
    draft.write_text(json.dumps([asdict(change) for change in changes]))
    os.rename(draft, journal)
    swap = _Swap(project, staging)
    try:
        for number, change in enumerate(changes):
            swap.apply(number, change)
    except BaseException:
        _undo(swap, changes)
        os.unlink(journal)
        raise
    os.unlink(journal)


def _undo(swap: _Swap, changes: Sequence[EntryChange]) -> None:
    try:
        for number, change in reversed([*enumerate(changes)]):
            swap.undo(number, change)
    except KeyboardInterrupt:  # Once more: half of it must not remain.
        _undo(swap, changes)


def complete_swap(project: Path, staging: Path) -> None:
    """Make those changes of a killed run that it has not made, if it has begun with them.

    Raises OSError if that is not possible.
    """
    journal = staging / JOURNAL_NAME
    if not is_plain_file(journal):
        return
    swap = _Swap(project, staging)
    for number, change in enumerate(_read_changes(journal)):
        swap.apply(number, change)
    os.unlink(journal)


def _read_changes(journal: Path) -> list[EntryChange]:
    """Return the changes of a journal. Its text is not trusted."""
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return []
    entries = content if isinstance(content, list) else []
    return [EntryChange(**entry) for entry in entries if _is_change(entry)]


def _is_change(entry: Any) -> bool:
    if not isinstance(entry, Mapping) or entry.keys() != {"path", "new", "old"}:
        return False
    inodes = {type(entry["new"]), type(entry["old"])}
    path = entry["path"]
    return isinstance(path, str) and is_inside(path) and inodes <= {int, type(None)}


@dataclass(frozen=True, slots=True)
class _Swap:
    project: Path
    staging: Path

    def apply(self, number: int, change: EntryChange) -> None:
        target, new, kept = self._paths(number, change)
        if change.new is None:
            if change.old is not None and _inode(target) == change.old:
                os.rename(target, kept)
                self._remove_empty_folders(change.path)
        elif _inode(new) == change.new:
            self._make_folders(change.path)
            if not os.path.lexists(target):
                os.rename(new, target)
            elif not exchange(new, target):
                os.rename(target, kept)
                os.rename(new, target)

    def undo(self, number: int, change: EntryChange) -> None:
        target, new, kept = self._paths(number, change)
        if change.new is not None and _inode(target) == change.new:
            if os.path.lexists(new):
                exchange(new, target)
            else:
                os.rename(target, new)
                self._remove_empty_folders(change.path)
        if os.path.lexists(kept) and not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(kept, target)

    def _paths(self, number: int, change: EntryChange) -> tuple[Path, Path, Path]:
        new, kept = self.staging / NEW_NAME, self.staging / _OLD_NAME
        return self.project / change.path, new / change.path, kept / str(number)

    def _make_folders(self, path: str) -> None:
        """Make the folders above an entry; raise OSError if one of them is a link."""
        for folder in reversed(_folders_above(path)):
            with suppress(FileExistsError):
                (self.project / folder).mkdir()
            if (self.project / folder).is_symlink():
                message = os.strerror(errno.ELOOP)
                raise OSError(errno.ELOOP, message, str(self.project / folder))

    def _remove_empty_folders(self, path: str) -> None:
        with suppress(OSError):
            for folder in _folders_above(path):
                os.rmdir(self.project / folder)


def _folders_above(path: str) -> list[PurePosixPath]:
    """Return the folders above a path, but the project itself, the nearest first."""
    return list(PurePosixPath(path).parents)[:-1]


def _inode(path: Path) -> int | None:
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None
