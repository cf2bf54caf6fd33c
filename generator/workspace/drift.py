"""Compares a generated project with the files that a run would write."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import __version__
from generator.document.content import DocumentContent, DocumentSource
from generator.template_files import templates_folder
from generator.text import content_digest, pluralize, printable
from generator.workspace.lock import LOCK_NAME, Lock, format_lock, load_lock
from generator.workspace.project import find_project
from generator.workspace.writer import edited_files, read_text

__all__ = ["find_up_to_date_project", "project_diff"]

_MAX_LINES_PER_FILE = 400


def find_up_to_date_project(
    output: Path, source: DocumentSource, options: Mapping[str, object]
) -> tuple[Path, Lock] | None:
    """Return the folder and the lock of the project below `output` that this version
    of gen-client made from `source` with `options` (as the lock records them), if
    no source, no file of the project and no file of gen-client has changed since.

    The document is hashed, but not parsed.
    """
    if not os.path.isdir(output) or os.path.islink(output):
        return None
    try:
        projects = sorted(output.iterdir())
    except OSError:
        return None
    for project in projects:
        lock = load_lock(project)
        if lock is None or lock.generator != __version__ or lock.options != options:
            continue
        if (
            lock.document == source.name
            and _is_as_written(project, lock)
            and _same_sources(lock, source)
            and find_project(output, lock.distribution) == project
        ):
            return project, lock
    return None


def _is_as_written(project: Path, lock: Lock) -> bool:
    """Return whether every file is as the lock records it, and no file of gen-client is
    newer than the lock.
    """
    if os.path.islink(project) or read_text(project / LOCK_NAME) != format_lock(lock):
        return False
    written = (project / LOCK_NAME).stat().st_mtime_ns
    if any(os.stat(path).st_mtime_ns > written for path in _own_files()):
        return False
    return bool(lock.files) and all(
        _file_digest(project / path) == known for path, known in lock.files.items()
    )


def _own_files() -> Iterator[Path]:
    """Yield the modules and templates of gen-client."""
    for folder in (Path(__file__).parents[1], templates_folder()):
        yield from (p for p in folder.rglob("*") if p.suffix in (".py", ".j2"))


def _same_sources(lock: Lock, source: DocumentSource) -> bool:
    """Return whether all sources are unchanged files. False if one of them is an
    address, since it would have to be fetched, unless it is `source`, which was.
    """
    if lock.warnings < 0 or source.name not in lock.sources:
        return False
    if isinstance(source, DocumentContent):
        return dict(lock.sources) == {source.name: source.digest}
    return all(
        "://" not in name and _file_digest(source.parent / name) == known
        for name, known in lock.sources.items()
    )


def _file_digest(path: Path) -> str | None:
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        return content_digest(path.read_bytes())
    except OSError:
        return None


def project_diff(project: Path, files: Mapping[str, str]) -> list[str]:
    """Return a unified diff from a project to `files`, as lines without line ends.

    Lines that name the files edited by hand come first. Empty if nothing differs.
    """
    lock = load_lock(project)
    known = lock.files if lock else {}
    edited = set(edited_files(project, lock, files)) if lock else set()
    for path, recorded in known.items():
        if _file_digest(project / path) not in (recorded, None):
            edited.add(path)
    lines = [f"edited by hand: {printable(path)}" for path in sorted(edited)]
    for path in sorted({*files, *known}):
        lines += _file_diff(path, read_text(project / path), files.get(path))
    return lines


def _file_diff(path: str, old: str | None, new: str | None) -> list[str]:
    if old == new:
        return []
    diff = difflib.unified_diff(
        (old or "").splitlines(),
        (new or "").splitlines(),
        f"a/{path}" if old is not None else "/dev/null",
        f"b/{path}" if new is not None else "/dev/null",
        lineterm="",
        n=2,
    )
    lines = [printable(line, keep="\t") for line in diff]
    if not lines:
        lines = [f"{printable(path)}: only line endings differ"]
    if len(lines) > _MAX_LINES_PER_FILE:
        rest = len(lines) - _MAX_LINES_PER_FILE
        lines = [
            *lines[:_MAX_LINES_PER_FILE],
            f"... and {pluralize(rest, 'more line')}",
        ]
    return lines
