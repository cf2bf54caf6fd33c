"""The staging folder in which the new version of a project is built.

It is beside the output folder, so that even a run that is killed leaves nothing in the
output folder itself; where that is not possible, within the output folder; and for a
project folder that cannot be renamed, inside of it.

A killed run leaves its staging folder behind, and the next run deletes it. A folder is
taken for such a leftover only if all of this holds, so that no other folder is ever
touched:

- Its name is ``<prefix>.new-<random>-<check>``, where the check is a digest of the rest.
- It is a folder, not a link to one, and belongs to the user of this run.
- It has the marker file, which has the inode number of the folder, so that a copy is
  none, and which no other run has locked. Or it is empty.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock: there, one run at a time.
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "BACKUP_NAME",
    "JOURNAL_NAME",
    "Leftover",
    "Location",
    "exclusive",
    "find_leftovers",
    "move_new_folder",
    "staging_folder",
]

BACKUP_NAME = "old"
"""The name in the staging folder to which the old project may be moved."""
JOURNAL_NAME = "journal.json"
"""The name in the staging folder of the list of entries that are being replaced."""

_MAX_WAIT_SECONDS = 20.0
_MARKER_NAME = "gen-client.staging"
_NAME = re.compile(
    r"(?P<prefix>.+\.new-)(?P<random>[0-9a-f]{8})-[0-9a-f]{8}", re.DOTALL
)


class Location(Enum):
    """Where the staging folder of a project is."""

    BESIDE_OUTPUT = "beside"
    IN_OUTPUT = "within"
    IN_PROJECT = "inside"


@dataclass(frozen=True, slots=True)
class Leftover:
    """The staging folder that a killed run left behind, locked by this run."""

    path: Path
    project: Path


@contextmanager
def staging_folder(project: Path, location: Location) -> Iterator[Path]:
    """Yield a new, empty folder for the new version of `project`; delete it afterwards.

    It is kept if it has the only copy of the old project, which the next run moves back,
    or a journal, which the next run completes. Raises OSError if the folder cannot be
    made.
    """
    prefix = _prefix(project, location)
    staging, marker = _make_folder(prefix)
    try:
        yield staging
    finally:
        is_only_copy = (staging / BACKUP_NAME).exists() and not project.exists()
        if not is_only_copy and not (staging / JOURNAL_NAME).exists():
            try:
                _delete(staging)
            except KeyboardInterrupt:
                _delete(staging)
                raise
        if marker is not None:
            os.close(marker)


def move_new_folder(project: Path, target: Path) -> None:
    """Make a folder in the output folder and move it to `target`, which is in the staging
    folder. It has the group and the access control list of a folder made there.
    """
    prefix = _prefix(project, Location.IN_OUTPUT)
    while not os.path.exists(target):
        draft = prefix.with_name(_new_name(prefix))
        draft.mkdir()
        try:
            # Another run may have deleted it as stale.
            with suppress(FileNotFoundError):
                os.rename(draft, target)
        except BaseException:
            with suppress(OSError):
                draft.rmdir()
            raise


@contextmanager
def find_leftovers(output: Path) -> Iterator[list[Leftover]]:
    """Yield the staging folders that killed runs into `output` left behind, and delete
    them afterwards. Those of runs that go on are left out.
    """
    found: list[tuple[Leftover, int | None]] = []
    try:
        for leftover in _candidates(output):
            with suppress(OSError):
                found.append((leftover, _lock_stale(leftover.path)))
        yield [leftover for leftover, _ in found]
        for leftover, _ in found:
            _delete(leftover.path)
    finally:
        for _, marker in found:
            if marker is not None:
                os.close(marker)


@contextmanager
def exclusive(project: Path) -> Iterator[None]:
    """Wait until no other run is in the body for the same project folder.

    Raises OSError if that takes more than 20 seconds.
    """
    if fcntl is None:
        yield
        return
    folder = os.open(project, os.O_RDONLY)
    try:
        deadline = time.monotonic() + _MAX_WAIT_SECONDS
        while True:
            try:
                _lock(folder)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
                continue
            except OSError:
                pass  # Some file systems have no locks.
            break
        yield
    finally:
        os.close(folder)


def _prefix(project: Path, location: Location) -> Path:
    """Return what the paths of the staging folders at a location begin with."""
    output = Path(os.path.abspath(project.parent))
    name = f"{project.name}.new-"
    if location is Location.BESIDE_OUTPUT:
        return output.parent / f"{output.name}.{name}"
    folder = output if location is Location.IN_OUTPUT else output / project.name
    return folder / f".{name}"


def _candidates(output: Path) -> Iterator[Leftover]:
    """Yield the folders that have the name of a staging folder."""
    output = Path(os.path.abspath(output))
    for path, stem in _named_as_staging(output.parent):
        if stem.startswith(f"{output.name}."):
            yield Leftover(path, output / stem.removeprefix(f"{output.name}."))
    for path, stem in _named_as_staging(output):
        if stem.startswith("."):
            yield Leftover(path, output / stem[1:])
    for name in _folder_names(output):
        for path, stem in _named_as_staging(output / name):
            if stem == f".{name}":
                yield Leftover(path, output / name)


def _named_as_staging(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and first part of the name of each folder that is named like one."""
    for name in _folder_names(folder):
        match = _NAME.fullmatch(name)
        if match is not None and name == _name(match["prefix"], match["random"]):
            yield folder / name, match["prefix"].removesuffix(".new-")


def _folder_names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _name(prefix: str, random: str) -> str:
    text = f"gen-client {prefix}{random}".encode("utf-8", "surrogateescape")
    return f"{prefix}{random}-{hashlib.sha256(text).hexdigest()[:8]}"


def _new_name(prefix: Path) -> str:
    return _name(prefix.name, secrets.token_hex(4))


def _make_folder(prefix: Path) -> tuple[Path, int | None]:
    """Return a new folder and the descriptor of its marker, locked if possible."""
    while True:
        staging = prefix.with_name(_new_name(prefix))
        try:
            staging.mkdir(mode=0o700)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
            marker = os.open(staging / _MARKER_NAME, flags, 0o600)
        except (FileExistsError, FileNotFoundError):
            # Another run may have deleted it as stale before it had its marker.
            if not os.path.isdir(prefix.parent):
                raise
            continue
        try:
            _lock(marker)
        except BlockingIOError:  # Another run is about to delete it as stale.
            os.close(marker)
            continue
        except OSError:
            pass  # Some file systems have no locks.
        if not os.fstat(marker).st_nlink:
            os.close(marker)
            continue
        os.write(marker, _mark(staging))
        if fcntl is None:  # Windows deletes no file that is open.
            os.close(marker)
            return staging, None
        return staging, marker


def _lock_stale(path: Path) -> int | None:
    """Return the descriptor of the marker, locked; None on a system without locks.

    An empty folder is deleted at once. Raises OSError for that, and for a folder that is
    none of this user's leftovers or is in use.
    """
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode) or not _is_own(status):
        raise PermissionError(path)
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        marker = os.open(path / _MARKER_NAME, flags)
    except FileNotFoundError:
        # A run that was killed at once, or one that makes its marker now and tries
        # again: this deletes an empty folder only.
        os.rmdir(path)
        raise
    try:
        status = os.fstat(marker)
        if not stat.S_ISREG(status.st_mode) or not _is_own(status):
            raise PermissionError(path)
        _lock(marker)
        if not os.fstat(marker).st_nlink:
            raise FileNotFoundError(path)
        found = os.read(marker, 100)
        is_unused = not found and os.listdir(path) == [_MARKER_NAME]
        if found != _mark(path) and not is_unused:
            raise PermissionError(path)
    except BaseException:
        os.close(marker)
        raise
    if fcntl is None:
        os.close(marker)
        return None
    return marker


def _mark(folder: Path) -> bytes:
    return b"%d" % os.lstat(folder).st_ino


def _is_own(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _lock(descriptor: int) -> None:
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _delete(staging: Path) -> None:
    """Delete a staging folder, its marker last: what is left of it if this is
    interrupted is still a leftover.
    """
    with suppress(OSError):
        for name in os.listdir(staging):
            if name != _MARKER_NAME:
                _delete_tree(staging / name)
        with suppress(FileNotFoundError):
            os.unlink(staging / _MARKER_NAME)
        os.rmdir(staging)


def _delete_tree(path: Path) -> None:
    if os.path.islink(path) or not os.path.isdir(path):
        path.unlink()
        return
    _make_writable(path)
    for folder, subfolders, _ in os.walk(path):
        for name in subfolders:
            _make_writable(Path(folder, name))
    shutil.rmtree(path)


def _make_writable(folder: Path) -> None:
    """Make it possible to delete what is in a folder."""
    mode = os.lstat(folder).st_mode
    if stat.S_ISDIR(mode) and mode & 0o700 != 0o700:
        os.chmod(folder, 0o700)
