"""The project that is there already: is it what a run would write?"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import __version__
from generator.diagnostics.model import Problems
from generator.emit import normalised_version
from generator.emit.environment import templates_folder
from generator.pipeline import Generated, Options, relative
from generator.release import Predecessor
from generator.text import count, printable
from generator.workspace.lock import LOCK_NAME, Lock, digest, write_lock
from generator.workspace.writer import existing_lock, hand_edited, read_text

__all__ = ["drift", "lock_of", "predecessor", "untouched"]

_MOST_LINES = 400
# How long the validator takes depends on the machine; what it finds is left out.
_TIMED = ("invalid-document", "validation-incomplete")


def predecessor(project: Path, lock: Lock | None) -> Predecessor | None:
    """Return what a project says of the run that made it."""
    if lock is None:
        return None
    release = lock.release or normalised_version(lock.version)
    return Predecessor(
        project,
        lock.generator,
        lock.version,
        normalised_version(release),
        lock.pins,
        lock.selection,
    )


def lock_of(generated: Generated, source: Path, options: Options) -> Lock:
    """Return the lock of what was generated."""
    return Lock(
        generator=__version__,
        version=generated.api_version,
        release=generated.identity.version,
        distribution=generated.identity.distribution,
        document=source.name,
        warnings=_warnings(generated.problems),
        sources=generated.sources,
        files={path: digest(text) for path, text in generated.files.items()},
        options=_options(source, options),
        pins=generated.pins,
    )


def _warnings(problems: Problems) -> int:
    found = list(problems)
    if any(each.code in ("unreadable-ref", "unreadable-document") for each in found):
        return -1
    return sum(e.severity == "warning" and e.code not in _TIMED for e in found)


def _options(source: Path, options: Options) -> dict[str, object]:
    """Return what was chosen, without what is so by itself."""
    overlays = list(relative({str(path): "" for path in options.overlays}, source))
    chosen: dict[str, object] = {
        "name": options.name,
        "pin": options.pin,
        "overlays": overlays,
        "allow_refs": list(options.allow_refs),
        "include": list(options.selection.include),
        "exclude": list(options.selection.exclude),
    }
    return {name: value for name, value in chosen.items() if value}


def untouched(output: Path, source: Path, options: Options) -> tuple[Path, Lock] | None:
    """Return the project below `output` that this very run has made before, if every
    file that it was made from and every file of it is as it was then.

    Then there is nothing to do, which is found without reading the document.
    """
    if not output.is_dir() or output.is_symlink():
        return None
    wanted = _options(source, options)
    for project in sorted(output.iterdir()):
        lock = existing_lock(project)
        if lock is None or lock.generator != __version__ or lock.options != wanted:
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
        lines = [*lines[:_MOST_LINES], f"... and {count(rest, 'more line')}"]
    return lines
