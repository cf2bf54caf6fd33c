"""Read the project that an earlier run generated."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.conflict_markers import conflict_line, sides
from generator.diagnostics.model import DocumentError, Problems, UsageError
from generator.document.content import DocumentContent, DocumentSource
from generator.document.load import load_document
from generator.emit import render_project
from generator.ir import Api
from generator.lower import ALL_OPERATIONS, Selection, lower
from generator.names import Pins, assign
from generator.recovery import complete_lock
from generator.surface import Identity, gather, normalized_version, surface
from generator.workspace.damaged_lock import recover_lock
from generator.workspace.lock import Lock
from generator.workspace.lock_file import explain_lock, read_lock, recovered_lock
from generator.workspace.project import find_project, is_generated

__all__ = [
    "DOCUMENT_PATH",
    "LOCK_FORMAT",
    "PreviousRelease",
    "find_previous",
    "previous_api",
    "previous_document",
]

DOCUMENT_PATH = "tests/openapi.json"
"""The path of the document in a generated project."""

LOCK_FORMAT = 2
"""The format of locks by whose rules names are chosen now."""


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """The project that an earlier run generated, as its lock records it."""

    folder: Path
    generator: str
    """The version of the generator."""
    api_version: str
    """The version of the document."""
    release: str
    """The version of the package (PEP 440)."""
    pins: Pins
    selection: Selection = ALL_OPERATIONS
    format: int = LOCK_FORMAT
    """The format of its lock, by whose rules the names were chosen."""
    document: str = ""
    """The name of the document's own file."""
    recovered_files: Collection[str] = ()
    """The files that the run wrote, where its lock does not say so any more."""


def find_previous(
    output: Path, identity: Identity, api: Api, *, force: bool
) -> PreviousRelease | None:
    """Return the project in `output` with the name of an identity, or None if there is
    none.

    Raises UsageError if its lock is damaged or missing, unless `force` is true: then it
    is what is left in the lock, and what the project says itself. `api` is used where its
    document cannot be.
    """
    project = find_project(output, identity.distribution)
    lock = recovered_lock(project) if force else read_lock(project)
    if lock is None:
        if not is_generated(project):
            return None
        if not force:
            raise UsageError(explain_lock(project))
        lock = recover_lock("")
    recovered_files: Collection[str] = ()
    if not lock.version:  # It is at the end of a lock, so that this one was cut off.
        old_api = previous_api(project, lock.selection)
        lock = complete_lock(project, lock, old_api or api)
        if old_api is not None:
            recovered_files = _files(project, lock, old_api)
    version = normalized_version(lock.release or normalized_version(lock.version))
    return PreviousRelease(
        project,
        lock.generator,
        lock.version,
        version,
        lock.pins,
        lock.selection,
        lock.format,
        lock.document,
        recovered_files,
    )


def _files(project: Path, lock: Lock, api: Api) -> Collection[str]:
    """Return the paths of the files of a project."""
    names = assign(api, gather(api), lock.pins)
    package = lock.distribution.replace("-", "_")
    identity = Identity(package, lock.distribution, lock.release)
    bundle = previous_document(project)
    return set(render_project(surface(api, names, package), identity, bundle))


def previous_document(folder: Path) -> Any:
    """Return the document in the folder of a project as a JSON value, or None if it
    cannot be read.

    Of one with conflict markers, it is one side of the merge.
    """
    text = _text(folder / DOCUMENT_PATH)
    found = [_json(side) for side in dict.fromkeys(sides(text))] if text else []
    return next((each for each in found if each is not None), None)


def previous_api(folder: Path, selection: Selection) -> Api | None:
    """Return the API of the document in the folder of a project, or None if it cannot be
    used.
    """
    path, problems = folder / DOCUMENT_PATH, Problems()
    text = _text(path) or ""
    source: DocumentSource = path
    if conflict_line(text) is not None:
        side = next((each for each in sides(text) if _json(each) is not None), "")
        source = DocumentContent(path.name, side.encode("utf-8"), os.fspath(path))
    try:
        return lower(load_document(source, problems), problems, selection)
    except DocumentError:
        return None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(path: Path) -> str | None:
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
