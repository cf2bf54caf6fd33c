"""The staging folder in which the new version of a project is built.

Its name is ``<output>.<project>.new-<random>`` beside the output folder, so that
even a run that is killed leaves nothing in the output folder itself; where no folder
can be made there, it is ``.<project>.new-<random>`` within the output folder. A run
holds a lock (flock) on its staging folder. A folder without a lock was left behind by a
run that was killed, and the next run deletes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock: there, one run at a time.
    fcntl = None  # type: ignore[assignment]

__all__ = ["BACKUP_NAME", "build_in_staging", "remove_stale_staging"]

BACKUP_NAME = "old"
"""The name in the staging folder to which the old project may be moved."""

_CANNOT_RENAME_FROM_HERE = (errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS)


def build_in_staging(project: Path, build: Callable[[Path], None]) -> None:
    """Call `build` with an empty folder on the file system of `project`, and delete the
    folder afterwards.

    `build` is called a second time, with a folder within the output folder, if the first
    one cannot be made or renamed. Raises OSError if neither works.
    """
    beside, within = _name_prefixes(project)
    try:
        with _staging_folder(project, beside) as staging:
            build(staging)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME_FROM_HERE:
            raise
        with _staging_folder(project, within) as staging:
            build(staging)


def remove_stale_staging(project: Path) -> None:
    """Delete the staging folders that killed runs left behind; move the old project
    back if such a run had moved it away. Folders that another run uses are kept.
    """
    for prefix in _name_prefixes(project):
        for staging in sorted(prefix.parent.glob(f"{prefix.name}*")):
            handle = _lock_folder(staging)
            if handle is not None:
                if (staging / BACKUP_NAME).is_dir() and not project.exists():
                    with suppress(OSError):
                        os.rename(staging / BACKUP_NAME, project)
                _delete(staging, project)
                os.close(handle)


def _name_prefixes(project: Path) -> tuple[Path, Path]:
    """Return what the paths of staging folders begin with, beside and within the
    output folder.
    """
    output = Path(os.path.abspath(project.parent))
    beside = output.parent / f"{output.name}.{project.name}.new-"
    return beside, output / f".{project.name}.new-"


@contextmanager
def _staging_folder(project: Path, prefix: Path) -> Iterator[Path]:
    staging, handle = _make_locked_folder(prefix)
    try:
        yield staging
    finally:
        _delete(staging, project)
        os.close(handle)


def _delete(staging: Path, project: Path) -> None:
    """Delete a staging folder, unless it holds the only copy of the old project: the
    next run moves that back.
    """
    if project.exists() or not (staging / BACKUP_NAME).exists():
        try:
            shutil.rmtree(staging, ignore_errors=True)
        except KeyboardInterrupt:
            shutil.rmtree(staging, ignore_errors=True)
            raise


def _make_locked_folder(prefix: Path) -> tuple[Path, int]:
    while True:
        staging = Path(tempfile.mkdtemp(prefix=prefix.name, dir=prefix.parent))
        handle = _lock_folder(staging)
        # Another run may have deleted it as stale before it was locked.
        if handle is not None and staging.is_dir():
            return staging, handle
        if handle is not None:
            os.close(handle)


def _lock_folder(folder: Path) -> int | None:
    """Return an open file descriptor that holds the lock of a folder, None if another
    process holds it. Closing it, or the end of the process, releases the lock.
    """
    if fcntl is None:
        return os.open(os.devnull, os.O_RDONLY)
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
