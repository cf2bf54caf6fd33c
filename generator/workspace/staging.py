"""The folder in which the next version of a project is built."""

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
except ImportError:  # Windows has no such locks: there, one run at a time.
    fcntl = None  # type: ignore[assignment]

__all__ = ["in_workshop", "tidy"]

_ELSEWHERE = (errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS)


def in_workshop(project: Path, work: Callable[[Path], None]) -> None:
    """Call `work` with an empty folder on the file system of `project`, which is gone
    afterwards.

    It lies beside the folder of the projects, so that not even a run that is killed
    leaves anything in that; or else within it. Raises OSError where neither can be.
    """
    beside, within = _homes(project)
    try:
        with _workshop(project, beside) as staging:
            work(staging)
    except OSError as error:
        if error.errno not in _ELSEWHERE:
            raise
        with _workshop(project, within) as staging:
            work(staging)


def tidy(project: Path) -> None:
    """Clear up after runs that were killed; bring the old project back if it is away.

    What another run is working in is left alone.
    """
    for home in _homes(project):
        for staging in sorted(home.parent.glob(f"{home.name}*")):
            handle = _locked(staging)
            if handle is not None:
                if (staging / "old").is_dir() and not project.exists():
                    with suppress(OSError):
                        os.rename(staging / "old", project)
                _leave(project, staging)
                os.close(handle)


def _homes(project: Path) -> tuple[Path, Path]:
    """Return what the names of the folders begin with, beside and within the output."""
    output = Path(os.path.abspath(project.parent))
    beside = output.parent / f"{output.name}.{project.name}.new-"
    return beside, output / f".{project.name}.new-"


@contextmanager
def _workshop(project: Path, home: Path) -> Iterator[Path]:
    """Give a folder that is locked while it is in use, so that another run can tell it
    from one that a crash has left.
    """
    staging, handle = _made(home)
    try:
        yield staging
    finally:
        _leave(project, staging)
        os.close(handle)


def _leave(project: Path, staging: Path) -> None:
    # Where the old project is away and no new one is in its place, the next run brings
    # it back.
    if project.exists() or not (staging / "old").exists():
        try:
            shutil.rmtree(staging, ignore_errors=True)
        except KeyboardInterrupt:
            shutil.rmtree(staging, ignore_errors=True)
            raise


def _made(home: Path) -> tuple[Path, int]:
    while True:
        staging = Path(tempfile.mkdtemp(prefix=home.name, dir=home.parent))
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
