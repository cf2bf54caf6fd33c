"""Writes a generated project, or a single file, atomically."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.diagnostics.model import UsageError
from generator.text import pluralize
from generator.workspace.atomic_replace import replace_folder
from generator.workspace.entry_swap import (
    NEW_NAME,
    complete_swap,
    entry_change,
    swap_entries,
)
from generator.workspace.lock import LOCK_NAME, Lock, digest, load_lock
from generator.workspace.lock_file import read_lock, recovered_lock
from generator.workspace.staging import (
    BACKUP_NAME,
    Location,
    exclusive,
    find_leftovers,
    move_new_folder,
    staging_folder,
)
from generator.workspace.tree import (
    build_tree,
    copy_attributes,
    is_plain_file,
    keep_late_files,
    write_text,
)

__all__ = [
    "check_output",
    "edited_files",
    "read_text",
    "recover",
    "write_file",
    "write_project",
]

_MAX_FILES_SHOWN = 5
# Another way to replace the project may work where one ends with one of these.
_TRY_ANOTHER_WAY = (
    errno.EXDEV,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.EBUSY,
    errno.EMLINK,
    errno.ENAMETOOLONG,
    errno.ENOSYS,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
)


def check_output(output: Path) -> None:
    """Raise UsageError if the output folder, or a folder above it, is a file."""
    existing = output
    while not os.path.exists(existing) and existing != existing.parent:
        existing = existing.parent
    if not os.path.isdir(existing):
        raise UsageError(f"{existing} is a file, not a folder. Choose another -o.")


def recover(output: Path) -> None:
    """Complete or undo what killed runs into `output` have begun, and delete what they
    left behind.

    Raises UsageError if a project cannot be completed.
    """
    with find_leftovers(output) as leftovers:
        for leftover in leftovers:
            project, backup = leftover.project, leftover.path / BACKUP_NAME
            try:
                if os.path.isdir(backup) and not os.path.exists(project):
                    os.rename(backup, project)
                complete_swap(project, leftover.path)
            except OSError as error:
                raise UsageError(
                    f"a run was killed while it wrote {project}, and {leftover.path} "
                    f"has the rest. It cannot be completed: {error.strerror or error}."
                ) from None


def read_text(path: Path) -> str | None:
    """Return the text of a file, or None if there is no regular file; a symbolic link is
    none.

    CRLF becomes LF, because git may convert line endings in a checkout; bytes that are
    not UTF-8 become surrogate escapes (PEP 383).
    """
    if not is_plain_file(path):
        return None
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read().replace("\r\n", "\n")


def edited_files(
    project: Path, lock: Lock | None, files: Mapping[str, str]
) -> list[str]:
    """Return the paths, sorted, of files that writing `files` would change or delete,
    and that are not as the last run wrote them. What is not a regular file counts as
    such.
    """
    known = lock.files if lock else {}
    paths = sorted({*known, *files} - {LOCK_NAME})
    edited = []
    for path in paths:
        current = read_text(project / path)
        if current is None:
            if os.path.lexists(project / path):
                edited.append(path)
        elif current != files.get(path) and digest(current) != known.get(path):
            edited.append(path)
    return edited


def write_project(
    project: Path,
    files: Mapping[str, str],
    *,
    force: bool,
    recovered_files: Collection[str] = (),
) -> bool:
    """Write `files` (texts by relative path) into the folder `project`, in one atomic
    step; return whether anything changed.

    Files that an earlier run wrote (those in the lock, and `recovered_files`) and that
    are not in `files` are deleted, files that no run wrote are kept. The folder keeps its owner, group and mode. Raises UsageError
    if the project cannot be written, or if files were edited by hand and `force` is
    false; then nothing has changed.
    """
    _check_project(project, files)
    lock = recovered_lock(project) if force else read_lock(project)
    edited = edited_files(project, lock, files)
    if edited and not force:
        shown = ", ".join(edited[:_MAX_FILES_SHOWN])
        more = " and more" if len(edited) > _MAX_FILES_SHOWN else ""
        raise UsageError(
            f"{pluralize(len(edited), 'file')} in {project} changed since the last run: "
            f"{shown}{more}. Nothing was written. Move the changes elsewhere, or use "
            "--force to overwrite them."
        )
    owned = {*lock.files, LOCK_NAME, *recovered_files} if lock else {*recovered_files}
    if _is_current(project, files, owned):
        return False
    try:
        with _output_folder(project.parent):
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


@contextmanager
def _output_folder(output: Path) -> Iterator[None]:
    """Make the output folder and those above it, and delete the new ones if the body
    fails.
    """
    missing = [each for each in (output, *output.parents) if not os.path.lexists(each)]
    try:
        output.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for folder in missing:
                folder.rmdir()
        raise


def _check_project(project: Path, files: Mapping[str, str]) -> None:
    for folder in (project, project.parent):
        if os.path.islink(folder):
            raise UsageError(
                f"{folder} is a symbolic link. Give the folder itself with -o."
            )
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise UsageError(f"{folder} is a file, not a folder. Choose another -o.")
    around = load_lock(project.parent)
    if around is not None:
        taken = {path.partition("/")[0] for path in around.files}
        if project.name in taken | {around.distribution}:
            raise UsageError(
                f"{project.parent} is itself a generated project. Give the folder that "
                "it is in with -o."
            )
    for path in files:
        if os.path.isdir(project / path) and not os.path.islink(project / path):
            raise UsageError(f"{project / path} is a folder, but must be a file.")


def _is_current(project: Path, files: Mapping[str, str], owned: set[str]) -> bool:
    if any(read_text(project / path) != text for path, text in files.items()):
        return False
    return not any(os.path.lexists(project / path) for path in owned - set(files))


def _replace_project(project: Path, files: Mapping[str, str], owned: set[str]) -> None:
    """Replace the project in the way that costs least, of those that are possible.

    Raises OSError if none of them is.
    """
    ways: list[Callable[[], None]] = [
        lambda: _replace_folder(project, files, owned, Location.BESIDE_OUTPUT),
        lambda: _replace_folder(project, files, owned, Location.IN_OUTPUT),
    ]
    if os.path.exists(project):
        ways.append(lambda: _replace_entries(project, files, owned, _build_entries))
        ways.append(lambda: _replace_entries(project, files, owned, _build_files))
    for way in ways:
        try:
            way()
        except OSError as error:
            if error.errno not in _TRY_ANOTHER_WAY or way is ways[-1]:
                raise
        else:
            return


def _replace_folder(
    project: Path, files: Mapping[str, str], owned: set[str], location: Location
) -> None:
    """Replace the whole project in one step."""
    with staging_folder(project, location) as staging:
        new, backup = staging / NEW_NAME, staging / BACKUP_NAME
        generated = owned | set(files)
        move_new_folder(project, new)
        build_tree(new, project, files, generated)
        replace_folder(project, new, backup)
        with suppress(OSError):
            keep_late_files(backup if backup.exists() else new, project, generated)


def _replace_entries(
    project: Path,
    files: Mapping[str, str],
    owned: set[str],
    build: Callable[[Path, Path, Mapping[str, str], set[str]], Collection[str]],
) -> None:
    """Replace what `build` makes in the staging folder: the paths that it returns."""
    with (
        exclusive(project),
        staging_folder(project, Location.IN_PROJECT) as staging,
    ):
        (staging / NEW_NAME).mkdir()
        with suppress(OSError):  # What root makes in it gets its owner.
            copy_attributes(project, staging / NEW_NAME, 0o700)
        paths = build(staging / NEW_NAME, project, files, owned)
        # The lock comes last: until then, the project is that of the old one.
        ordered = sorted(paths, key=lambda path: (path == LOCK_NAME, path))
        changes = [entry_change(project, staging, path) for path in ordered]
        swap_entries(project, staging, changes)


def _build_entries(
    new: Path, project: Path, files: Mapping[str, str], owned: set[str]
) -> set[str]:
    """Build whole folders: an import package is then replaced in one step."""
    generated = owned | set(files)
    changed = set()
    for entry in sorted({path.partition("/")[0] for path in generated}):
        inner = _below(entry, generated)
        texts = {path: files[f"{entry}/{path}"] for path in _below(entry, files)}
        if not inner:
            if read_text(project / entry) != files.get(entry):
                changed.add(entry)
                if entry in files:
                    write_text(new / entry, files[entry], project / entry)
        elif not _is_current(project / entry, texts, inner):
            changed.add(entry)
            (new / entry).mkdir()
            build_tree(new / entry, project / entry, texts, inner)
            if not os.listdir(new / entry):
                (new / entry).rmdir()
    return changed


def _below(folder: str, paths: Collection[str]) -> set[str]:
    """Return those of the paths that are in a folder, relative to it."""
    start = f"{folder}/"
    return {path.removeprefix(start) for path in paths if path.startswith(start)}


def _build_files(
    new: Path, project: Path, files: Mapping[str, str], owned: set[str]
) -> set[str]:
    """Build the files that change. Nothing else in the project is touched."""
    changed = {p for p, text in files.items() if read_text(project / p) != text}
    for path in changed:
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        write_text(new / path, files[path], project / path)
    return changed | {p for p in owned - set(files) if os.path.lexists(project / p)}


def write_file(path: Path, text: str) -> None:
    """Write one file atomically, as UTF-8, with the permissions of a file that it
    replaces; raise UsageError if that is not possible.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if os.path.exists(path) else 0o644
        number, name = tempfile.mkstemp(prefix=".gen-client-", dir=path.parent)
        try:
            with open(number, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror or error}. Nothing was changed."
        ) from None
