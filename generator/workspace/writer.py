"""Writes a generated project, or a single file, atomically."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.diagnostics.model import UsageError
from generator.text import pluralize
from generator.workspace.atomic_replace import replace_folder
from generator.workspace.lock import LOCK_NAME, Lock, digest, load_lock
from generator.workspace.staging import (
    BACKUP_NAME,
    build_in_staging,
    remove_stale_staging,
)

__all__ = ["check_output", "edited_files", "read_text", "write_file", "write_project"]

_MAX_FILES_SHOWN = 5


def check_output(output: Path) -> None:
    """Raise UsageError if the output folder, or a folder above it, is a file."""
    existing = output
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        raise UsageError(f"{existing} is a file, not a folder. Choose another -o.")


def read_text(path: Path) -> str | None:
    """Return the text of a file, or None if there is no file.

    Line endings are kept; bytes that are not UTF-8 become surrogate escapes (PEP 383).
    """
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def edited_files(
    project: Path, lock: Lock | None, files: Mapping[str, str]
) -> list[str]:
    """Return the paths, sorted, of files that writing `files` would change or delete,
    and that are not as the last run wrote them.
    """
    known = lock.files if lock else {}
    edited = []
    for path in sorted({*known, *files} - {LOCK_NAME}):
        current = read_text(project / path)
        if current is None or current == files.get(path):
            continue
        if digest(current) != known.get(path):
            edited.append(path)
    return edited


def write_project(project: Path, files: Mapping[str, str], *, force: bool) -> bool:
    """Write `files` (texts by relative path) into the folder `project`, in one atomic
    step; return whether anything changed.

    Files that an earlier run wrote and that are not in `files` are deleted, files that
    no run wrote are kept. Raises UsageError if the project cannot be written, or if
    files were edited by hand and `force` is false; then nothing has changed.
    """
    lock = load_lock(project)
    edited = edited_files(project, lock, files)
    if edited and not force:
        shown = ", ".join(edited[:_MAX_FILES_SHOWN])
        more = " and more" if len(edited) > _MAX_FILES_SHOWN else ""
        raise UsageError(
            f"{pluralize(len(edited), 'file')} in {project} changed since the last run: "
            f"{shown}{more}. Nothing was written. Move the changes elsewhere, or use "
            "--force to overwrite them."
        )
    _check_project(project)
    remove_stale_staging(project)
    owned = set(lock.files) | {LOCK_NAME} if lock else set()
    if _is_current(project, files, owned):
        return False
    try:
        project.parent.mkdir(parents=True, exist_ok=True)
        _replace_project(project, files, owned)
    except OSError as error:
        raise UsageError(
            f"cannot write {project}: {error.strerror or error}. Nothing was changed; "
            "choose a folder with -o in which you may write."
        ) from None
    except KeyboardInterrupt:
        if _is_current(project, files, owned):
            raise KeyboardInterrupt(f"{project} was already written.") from None
        raise
    return True


def _check_project(project: Path) -> None:
    for folder in (project, project.parent):
        if folder.is_symlink():
            raise UsageError(
                f"{folder} is a symbolic link. Give the folder itself with -o."
            )
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file, not a folder. Choose another -o.")


def _is_current(project: Path, files: Mapping[str, str], owned: set[str]) -> bool:
    if any(read_text(project / path) != text for path, text in files.items()):
        return False
    return not any((project / path).exists() for path in owned - set(files))


def _replace_project(project: Path, files: Mapping[str, str], owned: set[str]) -> None:
    def build(staging: Path) -> None:
        new = staging / "new"
        new.mkdir()
        _copy_other_files(project, new, owned | set(files))
        for path, text in files.items():
            _write_or_copy(new / path, text, project / path)
        replace_folder(project, new, staging / BACKUP_NAME)

    build_in_staging(project, build)


def _copy_other_files(project: Path, new: Path, generated: set[str]) -> None:
    """Copy the files that are not generated, and empty folders; links stay links."""
    generated_folders = {
        folder.as_posix() for path in generated for folder in Path(path).parents
    }
    for folder, subfolders, names in os.walk(project):
        here = Path(folder).relative_to(project)
        if here.name == "__pycache__":
            continue
        if not names and not subfolders and here.as_posix() not in generated_folders:
            (new / here).mkdir(parents=True, exist_ok=True)
        links = [name for name in subfolders if (project / here / name).is_symlink()]
        for name in (*names, *links):
            path = (here / name).as_posix()
            # A link in place of a generated folder is not copied: generated files
            # would be written to where it points.
            if path not in generated and path not in generated_folders:
                _copy(project / path, new / path)


def _copy(path: Path, target: Path) -> None:
    if path.is_file() or path.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _write_or_copy(target: Path, text: str, old: Path) -> None:
    """Write a file; if `old` has that text, copy it, which keeps its times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not old.is_symlink() and read_text(old) == text:
        shutil.copy2(old, target)
    else:
        target.write_bytes(text.encode("utf-8"))


def write_file(path: Path, text: str) -> None:
    """Write one file atomically, as UTF-8, with the permissions of a file that it
    replaces; raise UsageError if that is not possible.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, delete=False
        ) as file:
            file.write(text)
        try:
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror or error}. Nothing was changed."
        ) from None
