"""Writing a generated project: one atomic step, the only code that writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics.model import UsageError
from generator.workspace.atomic_replace import swap
from generator.workspace.lock import LOCK_NAME, Lock, digest, read_lock
from generator.workspace.staging import in_workshop, tidy

__all__ = [
    "existing_lock",
    "hand_edited",
    "read_text",
    "tidy",
    "write_project",
    "write_text",
]

_MOST_BYTES = 64 * 1024 * 1024
"""No lock of ours is larger: that of a document with thousands of operations has 1 MB."""


def existing_lock(project: Path) -> Lock | None:
    """Return the lock of a project that was generated before, if there is one."""
    path = project / LOCK_NAME
    if path.is_symlink() or not path.is_file():
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        return read_lock(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def hand_edited(
    project: Path, lock: Lock | None, files: Mapping[str, str]
) -> list[str]:
    """Return the files whose content is neither what the last run wrote nor what this
    one would write, by path.
    """
    known = lock.files if lock else {}
    found = []
    for path in sorted({*known, *files} - {LOCK_NAME}):
        current = read_text(project / path)
        if current is None or current == files.get(path):
            continue
        if digest(current) != known.get(path):
            found.append(path)
    return found


def read_text(path: Path) -> str | None:
    """Return the text of a file as it is, None where there is no file."""
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def write_project(project: Path, files: Mapping[str, str], lock: Lock | None) -> bool:
    """Make `project` hold `files`, keeping files that no run has written; return
    whether anything changed.

    The new tree is built elsewhere and put in the place of the old one by renaming. Files
    that `lock` lists and that are not emitted any more are removed. Raises UsageError
    where the place cannot be written.
    """
    _check_place(project)
    tidy(project)
    owned = set(lock.files) | {LOCK_NAME} if lock else set()
    if _is_current(project, files, owned):
        return False
    try:
        project.parent.mkdir(parents=True, exist_ok=True)
        _replace(project, files, owned)
    except OSError as error:
        raise UsageError(
            f"cannot write {project}: {error.strerror or error}. Nothing was changed; "
            "choose a folder that you may write to with -o."
        ) from None
    return True


def _check_place(project: Path) -> None:
    for place in (project, project.parent):
        if place.is_symlink():
            raise UsageError(
                f"{place} is a symbolic link. Give the folder itself with -o."
            )
        if place.exists() and not place.is_dir():
            raise UsageError(f"{place} is a file, not a folder. Choose another -o.")


def _is_current(project: Path, files: Mapping[str, str], owned: set[str]) -> bool:
    if any(read_text(project / path) != text for path, text in files.items()):
        return False
    return not any((project / path).exists() for path in owned - set(files))


def _replace(project: Path, files: Mapping[str, str], owned: set[str]) -> None:
    """Build the new tree, then put it in the place of the old one."""

    def build(staging: Path) -> None:
        fresh = staging / "new"
        fresh.mkdir()
        _copy_foreign(project, fresh, owned | set(files))
        for path, text in files.items():
            _put(fresh / path, text, project / path)
        swap(project, fresh, staging / "old")

    in_workshop(project, build)


def _copy_foreign(project: Path, fresh: Path, ours: set[str]) -> None:
    """Bring along what a user has put into the folder, links as links."""
    above = {folder.as_posix() for path in ours for folder in Path(path).parents}
    for folder, folders, names in os.walk(project):
        here = Path(folder).relative_to(project)
        if here.name == "__pycache__":
            continue
        if not names and not folders and here.as_posix() not in above:
            (fresh / here).mkdir(parents=True, exist_ok=True)
        # A link in the place of a folder of ours would lead what is written astray.
        links = [name for name in folders if (project / here / name).is_symlink()]
        for name in (*names, *links):
            path = (here / name).as_posix()
            if path not in ours and path not in above:
                _copy(project / path, fresh / path)


def _copy(path: Path, target: Path) -> None:
    if path.is_file() or path.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _put(target: Path, text: str, old: Path) -> None:
    """Write a file; one whose content is unchanged keeps its times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not old.is_symlink() and read_text(old) == text:
        shutil.copy2(old, target)
    else:
        target.write_bytes(text.encode("utf-8"))


def write_text(path: Path, text: str) -> None:
    """Write one file in a single step; raises UsageError where that is not possible."""
    try:
        _atomically(path, text)
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror or error}. Nothing was changed."
        ) from None


def _atomically(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, delete=False
    ) as file:
        file.write(text)
    try:
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise
