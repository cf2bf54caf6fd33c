"""Builds the new version of a folder, which replaces the old one in one step.

Files of the user are hard links: the same file, with its owner, mode and times, is in
both versions until the old one is deleted. Folders get the owner, the mode and the
access control list of the old ones.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

__all__ = [
    "build_tree",
    "copy_attributes",
    "is_plain_file",
    "keep_late_files",
    "write_text",
]

_ACCESS_LISTS = ("system.posix_acl_access", "system.posix_acl_default")
_CACHE = "__pycache__"
_BYTECODE = ".pyc"
_MOUNTS = Path("/proc/self/mountinfo")


def build_tree(
    new: Path, old: Path, files: Mapping[str, str], generated: Collection[str]
) -> None:
    """Fill the empty folder `new` with the new version of the folder `old`, which need
    not exist.

    That is `files` (texts by relative path), and whatever is in `old` but has none of
    the paths `generated`; bytecode of generated modules is left out. Raises OSError if something in `old` cannot be in two places,
    such as the mount point of a file system, or if a folder of the same owner and mode
    cannot be made.
    """
    generated_folders = _folders_of(generated)
    closed: list[tuple[Path, int]] = []
    if _is_folder(old):
        _check_mounts(old)
        closed += _make_like(new, old)
    for folder, subfolders, names in _walk(old):
        here = Path(folder).relative_to(old)
        is_cache = here.name == _CACHE and here.parent.as_posix() in generated_folders
        if not is_cache and here.as_posix() not in generated_folders:
            closed += _make_folder(new, old, here)
        links = [name for name in subfolders if os.path.islink(Path(folder, name))]
        for name in (*names, *links):
            path = (here / name).as_posix()
            if is_cache and _BYTECODE in name:
                continue
            # A link in place of a generated folder is left out: generated files would
            # be written to where it points.
            if path not in generated and path not in generated_folders:
                closed += _make_folder(new, old, here)
                os.link(old / path, new / path, follow_symlinks=False)
    linked = {each for each in _folders_of(files) if os.path.islink(old / each)}
    for path, text in files.items():
        closed += _make_folder(new, old, Path(path).parent)
        is_linked = bool(linked) and not linked.isdisjoint(_folders_of([path]))
        write_text(new / path, text, None if is_linked else old / path)
    _keep_times(new, old, generated_folders)
    for closed_folder, mode in reversed(closed):
        os.chmod(closed_folder, mode)


def keep_late_files(old: Path, new: Path, generated: Collection[str]) -> None:
    """Move the files of the user that another program made or replaced in `old` after
    `new` was built from it into `new`, which has taken its place.
    """
    generated_folders = _folders_of(generated)
    for folder, _, names in _walk(old):
        here = Path(folder).relative_to(old)
        if here.name == _CACHE and here.parent.as_posix() in generated_folders:
            continue
        for name in names:
            path = here / name
            if path.as_posix() in generated or path.as_posix() in generated_folders:
                continue
            if not _is_same(old / path, new / path):
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(old / path, new / path)


def _is_same(first: Path, second: Path) -> bool:
    try:
        return os.path.samestat(os.lstat(first), os.lstat(second))
    except FileNotFoundError:
        return False


def _keep_times(new: Path, old: Path, generated_folders: set[str]) -> None:
    """Give the folders of the user their times. Those with generated files have new
    ones: Python finds new modules by the time of their folder.
    """
    for folder, _, _ in _walk(new):
        path = Path(folder).relative_to(new)
        if path.as_posix() not in generated_folders and _is_folder(old / path):
            status = os.stat(old / path)
            with suppress(OSError):
                os.utime(folder, ns=(status.st_atime_ns, status.st_mtime_ns))


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk a folder, if there is one. Raises OSError if it cannot be read completely."""

    def fail(error: OSError) -> NoReturn:
        raise error

    return os.walk(folder, onerror=fail) if _is_folder(folder) else iter(())


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _folders_of(paths: Collection[str]) -> set[str]:
    """Return the folders that have one of the files, "." among them."""
    return {folder.as_posix() for path in paths for folder in Path(path).parents}


def is_plain_file(path: Path) -> bool:
    """Return whether a path is that of a regular file, not of a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def write_text(target: Path, text: str, old: Path | None) -> None:
    """Write a new file with the mode of the file `old`, if there is one. If that has the
    same text, the new one is a link to it, or a copy with its times.
    """
    data = text.encode("utf-8")
    if old is None or not is_plain_file(old):
        target.write_bytes(data)
        _give_to_owner(target)
    elif os.lstat(old).st_size == len(data) and old.read_bytes() == data:
        try:
            os.link(old, target)
        except OSError:
            shutil.copy2(old, target)
    else:
        target.write_bytes(data)
        with suppress(OSError):
            copy_attributes(old, target, 0o777)


def copy_attributes(old: Path, new: Path, modes: int = 0o7777) -> None:
    """Give `new` the owner, the group, the access control list and the `modes` of `old`.

    Raises OSError if that is not possible.
    """
    status, current = os.stat(old), os.stat(new)
    owner = status.st_uid, status.st_gid
    if owner != (current.st_uid, current.st_gid):
        os.chown(new, *owner)
    os.chmod(new, stat.S_IMODE(status.st_mode) & modes)
    if hasattr(os, "listxattr"):
        _copy_extended_attributes(old, new)
    wanted, found = (stat.S_IMODE(os.stat(path).st_mode) & modes for path in (old, new))
    if wanted != found:  # The system may clear bits that a user may not set.
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(new))


def _copy_extended_attributes(old: Path, new: Path) -> None:
    with suppress(OSError):  # Some file systems have none.
        names = os.listxattr(old)
        for name in set(_ACCESS_LISTS) & set(os.listxattr(new)) - set(names):
            os.removexattr(new, name)  # inherited from the folder above
        for name in names:
            with suppress(OSError):
                os.setxattr(new, name, os.getxattr(old, name))


def _make_folder(new: Path, old: Path, path: Path) -> Iterator[tuple[Path, int]]:
    """Make a folder of the new version, and those above it, where there is none yet.

    Yields each folder in which nothing could be made with its mode, and that mode.
    """
    if os.path.isdir(new / path):
        return
    yield from _make_folder(new, old, path.parent)
    (new / path).mkdir()
    if _is_folder(old / path):
        yield from _make_like(new / path, old / path)
    else:
        _give_to_owner(new / path)


def _give_to_owner(path: Path) -> None:
    """Give what root makes to the owner of the folder it is in."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        status = os.stat(path.parent)
        os.chown(path, status.st_uid, status.st_gid)


def _make_like(new: Path, old: Path) -> Iterator[tuple[Path, int]]:
    copy_attributes(old, new)
    mode = stat.S_IMODE(os.stat(new).st_mode)
    if mode & 0o700 != 0o700:
        os.chmod(new, mode | 0o700)
        yield new, mode


def _check_mounts(folder: Path) -> None:
    """Raise OSError if another file system is mounted in a folder: deleting the old
    version would delete what is in it.
    """
    real = os.path.realpath(folder)
    try:
        lines = _MOUNTS.read_bytes().splitlines()
    except OSError:
        mounted = any(
            os.path.ismount(Path(above, name))
            for above, names, _ in os.walk(real)
            for name in names
        )
    else:
        # proc(5): the fifth field, with blanks as octal escapes.
        points = (line.split()[4].decode("unicode_escape") for line in lines)
        inside = os.fsencode(real.rstrip(os.sep) + os.sep)
        mounted = any(
            point.encode("latin-1", "replace").startswith(inside) for point in points
        )
    if mounted:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(folder))
