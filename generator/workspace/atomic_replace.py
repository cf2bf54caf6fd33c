"""Putting a new folder in the place of an old one, in one step where that exists."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

__all__ = ["swap"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2) of Linux
_RENAME_SWAP = 2  # renamex_np(2) of macOS


def swap(place: Path, fresh: Path, aside: Path) -> None:
    """Make `place` the folder `fresh`; what was there goes to `fresh` or `aside`.

    On Linux and macOS the two change places in one step, so that no moment is without
    a whole folder. Elsewhere there are two renames, and the first is taken back if the
    second fails. Raises OSError where the folders cannot be renamed.
    """
    if not place.exists():
        os.rename(fresh, place)
    elif not _exchange(place, fresh):
        _in_two_steps(place, fresh, aside)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders; tell whether this system and file system can."""
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


def _in_two_steps(place: Path, fresh: Path, aside: Path) -> None:
    os.rename(place, aside)
    try:
        os.rename(fresh, place)
    except BaseException:
        if not place.exists():
            os.rename(aside, place)
        raise
