"""Replaces a folder or a file by another in a single step, on systems that can do so."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

__all__ = ["exchange", "replace_folder"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2) of Linux
_RENAME_SWAP = 2  # renamex_np(2) of macOS


def replace_folder(target: Path, new: Path, backup: Path) -> None:
    """Rename the folder `new` to `target`; the old `target` becomes `new` or `backup`.

    On Linux and macOS one system call exchanges the two folders, so a complete folder is
    at `target` at any moment. Elsewhere, and on file systems without the call, there
    are two renames, and the first is undone if the second fails. All three paths must
    be on one file system. Raises OSError if the folders cannot be renamed.
    """
    if not os.path.exists(target):
        os.rename(new, target)
    elif not exchange(target, new):
        _replace_in_two_steps(target, new, backup)


def exchange(first: Path, second: Path) -> bool:
    """Exchange two folders or files; return False where the system or file system cannot
    do so.
    """
    names = os.fsencode(first), os.fsencode(second)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            result = library.renamex_np(*names, _RENAME_SWAP)
        else:
            result = library.renameat2(
                _AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE
            )
    except (AttributeError, OSError, TypeError):
        return False
    return bool(result == 0)


def _replace_in_two_steps(target: Path, new: Path, backup: Path) -> None:
    os.rename(target, backup)
    try:
        os.rename(new, target)
    except BaseException:
        if not os.path.exists(target):
            os.rename(backup, target)
        raise
