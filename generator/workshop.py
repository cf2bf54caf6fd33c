"""The folder beside a project in which its next version is built."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, one run at a time.
    fcntl = None  # type: ignore[assignment]

__all__ = ["tidy", "workshop"]


@contextmanager
def workshop(project: Path) -> Iterator[Path]:
    """Give an empty folder on the file system of `project`, which is gone afterwards.

    It is locked while it is in use, so that another run can tell it from one that a
    crash has left. Raises OSError where it cannot be made.
    """
    staging, handle = _made(project)
    try:
        yield staging
    finally:
        # Where the old project is away and no new one is in its place, `tidy` of the
        # next run brings it back.
        if project.exists() or not (staging / "old").exists():
            shutil.rmtree(staging, ignore_errors=True)
        os.close(handle)


def tidy(project: Path) -> None:
    """Clear up after runs that were killed; bring the old project back if it is away.

    What another run is working in is left alone.
    """
    for staging in sorted(project.parent.glob(f"{_prefix(project)}*")):
        handle = _locked(staging)
        if handle is None:
            continue
        if (staging / "old").is_dir() and not project.exists():
            with suppress(OSError):
                os.rename(staging / "old", project)
        if project.exists() or not (staging / "old").exists():
            shutil.rmtree(staging, ignore_errors=True)
        os.close(handle)


def _prefix(project: Path) -> str:
    return f".{project.name}.new-"


def _made(project: Path) -> tuple[Path, int]:
    while True:
        staging = Path(tempfile.mkdtemp(prefix=_prefix(project), dir=project.parent))
        handle = _locked(staging)
        # Another run may have cleared it away before it was locked.
        if handle is not None and staging.is_dir():
            return staging, handle
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """Return an open handle of a folder that nobody else uses; the lock ends with it,
    or with the process.
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
