"""``gen-client diff``: report the changes between two versions of an API."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.model import Problems, UsageError
from generator.document.content import DocumentSource
from generator.document.load import load_document
from generator.document.node import Document
from generator.document.overlay import find_overlay
from generator.evolve import LocatedChange, Report, compare, inherited_pins, signatures
from generator.ir import Api
from generator.lower import ALL_OPERATIONS, Selection, lower
from generator.names import Pins
from generator.release import DOCUMENT_PATH, LOCK_FORMAT, build_surface, locked_pins
from generator.surface import identify, normalized_version
from generator.workspace.lock import LOCK_NAME, load_lock

__all__ = ["VersionSource", "diff_versions", "find_version"]


@dataclass(frozen=True, slots=True)
class VersionSource:
    """The source of a version of an API: a document or a generated project."""

    document: DocumentSource
    overlay: Path | None
    pins: Pins
    package: str = ""
    """The import package of a generated project."""
    selection: Selection = ALL_OPERATIONS
    """The operations that the project has."""
    format: int = LOCK_FORMAT
    """The format of its lock."""


def find_version(path: DocumentSource) -> VersionSource:
    """Return the version in a document or in the folder of a generated project.

    Raises UsageError for any other folder.
    """
    if not isinstance(path, Path) or not os.path.isdir(path):
        return VersionSource(path, find_overlay(path), {})
    document, lock = path / DOCUMENT_PATH, load_lock(path)
    if lock is None or not os.path.isfile(document):
        raise UsageError(
            f"{path} is a folder, but not a generated project: it has no {LOCK_NAME} "
            f"and {DOCUMENT_PATH}. Give a document, or the folder of a project."
        )
    package = lock.distribution.replace("-", "_")
    return VersionSource(
        document, None, lock.pins, package, lock.selection, lock.format
    )


def diff_versions(old: VersionSource, new: VersionSource) -> Report:
    """Return the changes from one version to another.

    Raises DocumentError if a document cannot be used.
    """
    selection = old.selection or new.selection
    (old_document, old_api), (new_document, new_api) = (
        _load(version, selection) for version in (old, new)
    )
    old_pins = locked_pins(old_api, old.pins, old.format)
    before = build_surface(old_api, old_pins, old.package or identify(old_api).package)
    pins = locked_pins(new_api, new.pins, new.format) or inherited_pins(
        before, new_api, old_pins, keeps_methods=old.format == LOCK_FORMAT
    )
    name = old.package or new.package or identify(new_api).package
    after = build_surface(new_api, pins, name)
    changes = compare(before, after)
    old_places = old_document.source_map.places(c.old_pointer or "#" for c in changes)
    new_places = new_document.source_map.places(c.new_pointer or "#" for c in changes)
    located = zip(changes, old_places, new_places, strict=True)
    return Report(
        new_api.title,
        old_api.version,
        new_api.version,
        normalized_version(old_api.version),
        normalized_version(new_api.version),
        tuple(LocatedChange(*each) for each in located),
        repr(old_document.bundle()) == repr(new_document.bundle()),
        signatures(before, after, changes),
        name,
    )


def _load(version: VersionSource, selection: Selection) -> tuple[Document, Api]:
    problems = Problems()
    overlays = (version.overlay,) if version.overlay else ()
    document = load_document(version.document, problems, overlays=overlays)
    return document, lower(document, problems, selection)
