"""The project that is there already: is it what a run would write?"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import __version__
from generator.emit.environment import templates_folder
from generator.text import pluralize, printable
from generator.workspace.lock import LOCK_NAME, Lock, write_lock
from generator.workspace.writer import existing_lock, hand_edited, read_text

__all__ = ["drift", "find_up_to_date_project"]

_MOST_LINES = 400


def find_up_to_date_project(
    output: Path, source: Path, options: Mapping[str, object]
) -> tuple[Path, Lock] | None:
    """Return the folder and the lock of the project below `output` that this version
    of gen-client made from `source` with `options` (as the lock records them), if
    no source, no file of the project and no file of gen-client has changed since.

    The document is hashed, but not parsed.
    """
    if not output.is_dir() or output.is_symlink():
        return None
    for project in sorted(output.iterdir()):
        lock = existing_lock(project)
        if lock is None or lock.generator != __version__ or lock.options != options:
            continue
        own = lock.distribution == project.name and lock.document == source.name
        if own and _is_as_written(project, lock) and _same_sources(lock, source):
            return project, lock
    return None


def _is_as_written(project: Path, lock: Lock) -> bool:
    """Tell whether a project is whole, and no part of the generator is younger."""
    if project.is_symlink() or read_text(project / LOCK_NAME) != write_lock(lock):
        return False
    written = (project / LOCK_NAME).stat().st_mtime_ns
    if any(os.stat(path).st_mtime_ns > written for path in _own_files()):
        return False
    return bool(lock.files) and all(
        _digest(project / path) == known for path, known in lock.files.items()
    )


def _own_files() -> Iterator[Path]:
    for folder in (Path(__file__).parents[1], templates_folder()):
        yield from (p for p in folder.rglob("*") if p.suffix in (".py", ".j2"))


def _same_sources(lock: Lock, source: Path) -> bool:
    """Tell whether all that the project was made from is unchanged; never for a
    source that is not a file beside the document.
    """
    if lock.warnings < 0 or source.name not in lock.sources:
        return False
    return all(
        "://" not in name and _digest(source.parent / name) == known
        for name, known in lock.sources.items()
    )


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def drift(project: Path, lock: Lock | None, files: Mapping[str, str]) -> list[str]:
    """Return how a project differs from the files that a run would write, as the lines
    of a unified diff, after the names of the files that were edited by hand.
    """
    known = lock.files if lock else {}
    edited = hand_edited(project, lock, files) if lock else []
    edited += [
        path
        for path, was in known.items()
        if path not in edited and _digest(project / path) not in (was, None)
    ]
    lines = [f"edited by hand: {printable(path)}" for path in sorted(edited)]
    for path in sorted({*files, *known}):
        lines += _difference(path, read_text(project / path), files.get(path))
    return lines


def _difference(path: str, old: str | None, new: str | None) -> list[str]:
    if old == new:
        return []
    found = difflib.unified_diff(
        (old or "").splitlines(),
        (new or "").splitlines(),
        f"a/{path}" if old is not None else "/dev/null",
        f"b/{path}" if new is not None else "/dev/null",
        lineterm="",
        n=2,
    )
    lines = [printable(line, keep="\t") for line in found]
    if not lines:
        lines = [f"{printable(path)}: the line ends differ"]
    if len(lines) > _MOST_LINES:
        rest = len(lines) - _MOST_LINES
        lines = [*lines[:_MOST_LINES], f"... and {pluralize(rest, 'more line')}"]
    return lines
