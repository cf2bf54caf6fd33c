"""``gen-client diff``: report the changes between two versions of an API."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.diagnostics.model import DocumentError, UsageError
from generator.document.content import DocumentSource
from generator.document.overlay import find_overlay
from generator.evolve import LocatedChange, Report, compare, next_package, signatures
from generator.ir import Api
from generator.loaded_version import (
    LoadedVersion,
    load_version,
    loaded_in_background,
)
from generator.names import Pins
from generator.pipeline import NO_OPTIONS, Options
from generator.previous import DOCUMENT_PATH, LOCK_FORMAT
from generator.release import build_surface, locked_pins
from generator.surface import Package, identify, normalized_version
from generator.workspace.lock import LOCK_NAME, Lock, is_inside
from generator.workspace.lock_file import explain_lock, read_lock
from generator.workspace.project import is_generated

__all__ = ["VersionSource", "diff_versions", "find_version"]


@dataclass(frozen=True, slots=True)
class VersionSource:
    """The source of a version of an API: a document or a generated project."""

    document: DocumentSource
    options: Options = NO_OPTIONS
    """How the document is read, and the name of the package."""
    pins: Pins = field(default_factory=dict)
    package: str = ""
    """The import package of a generated project."""
    format: int = LOCK_FORMAT
    """The format of its lock."""
    notes: tuple[str, ...] = ()
    """What was found without being given, to be printed."""


def find_version(
    source: DocumentSource,
    other: DocumentSource | None = None,
    given: Options = NO_OPTIONS,
    *,
    no_overlay: bool = False,
) -> VersionSource:
    """Return the version in a document or in the folder of a generated project.

    It will be compared with `other`. The options that are given, and `no_overlay`, are
    for documents; where one is not given, a document has that of the other version if
    it is a project. Raises UsageError for a folder without a project, and for an overlay
    of the other project that is not beside the document.
    """
    own = _project(source)
    if own is not None:
        return own.version()
    return _document_version(
        source, None if other is None else _project(other), given, no_overlay
    )


@dataclass(frozen=True, slots=True)
class _Project:
    """A generated project, with its lock."""

    folder: Path
    lock: Lock

    def version(self) -> VersionSource:
        """Return the version that the project has, of which it has the whole document."""
        return VersionSource(
            self.folder / DOCUMENT_PATH,
            Options(selection=self.lock.selection),
            self.lock.pins,
            self.lock.distribution.replace("-", "_"),
            self.lock.format,
        )

    def recorded(self, option: str) -> list[str]:
        """Return the values of an option that the project was generated with."""
        values = self.lock.options.get(option)
        texts = values if isinstance(values, list) else []
        return [text for text in texts if isinstance(text, str)]

    def overlays(self, source: DocumentSource) -> tuple[Path, ...]:
        """Return the overlays of the project, which are named relative to the document.

        Raises UsageError if one is not there.
        """
        folder = source.parent if isinstance(source, Path) else None
        found = []
        for name in self.recorded("overlays"):
            path = folder / name if folder is not None and is_inside(name) else None
            if path is None or not os.path.isfile(path):
                raise UsageError(
                    f"{self.folder} was generated with the overlay {name}, which is not "
                    f"beside {source}. Give it with --overlay, or compare without it "
                    "with --no-overlay."
                )
            found.append(path)
        return tuple(found)


def _project(path: DocumentSource) -> _Project | None:
    """Return the project in a folder; None for a document."""
    if not isinstance(path, Path) or not os.path.isdir(path):
        return None
    lock = read_lock(path)
    if lock is None and is_generated(path):
        raise UsageError(explain_lock(path))
    if lock is None or not os.path.isfile(path / DOCUMENT_PATH):
        raise UsageError(
            f"{path} is a folder, but not a generated project: it has no {LOCK_NAME} "
            f"and {DOCUMENT_PATH}. Give a document, or the folder of a project."
        )
    return _Project(path, lock)


def _document_version(
    source: DocumentSource, other: _Project | None, given: Options, no_overlay: bool
) -> VersionSource:
    """Return the version in a document, to compare with a project or a document."""
    overlays, allow_refs = given.overlays, given.allow_refs
    notes: list[str] = []
    if not overlays and not no_overlay:
        if other is not None and other.recorded("overlays"):
            overlays = other.overlays(source)
            notes = [f"Applying {each}, as for {other.folder}." for each in overlays]
        elif (beside := find_overlay(source)) is not None:
            overlays = (beside,)
            notes = [f"Applying {beside}, found beside the document."]
    if not allow_refs and other is not None and other.recorded("allow_refs"):
        allow_refs = tuple(other.recorded("allow_refs"))
        allowed = ", ".join(allow_refs)
        notes.append(f"Following references to {allowed}, as for {other.folder}.")
    selection = given.selection
    if not selection and other is not None:
        selection = other.lock.selection
    options = replace(
        given, overlays=overlays, allow_refs=allow_refs, selection=selection
    )
    return VersionSource(source, options, notes=tuple(notes))


def diff_versions(old: VersionSource, new: VersionSource) -> Report:
    """Return the changes from one version to another.

    Raises DocumentError if a document cannot be used, or the selection leaves no
    operation of either.
    """
    with loaded_in_background(new.document, new.options) as load_new:
        loaded = load_version(old.document, old.options)
        old_pins = locked_pins(loaded.api, old.pins, old.format)
        before = build_surface(loaded.api, old_pins, _package(old, loaded.api))
        return _report(old, new, before, old_pins, loaded, load_new())


def _report(
    old: VersionSource,
    new: VersionSource,
    before: Package,
    old_pins: Pins,
    old_version: LoadedVersion,
    new_version: LoadedVersion,
) -> Report:
    """Return the changes from the old package, `before`, to that of the new version."""
    old_api, new_api = old_version.api, new_version.api
    if old_version.empty and new_version.empty:
        raise DocumentError(*old_version.empty, *new_version.empty)
    name = old.package or _package(new, new_api)
    new_pins = locked_pins(new_api, new.pins, new.format)
    is_current = old.format == LOCK_FORMAT
    after = (
        build_surface(new_api, new_pins, name)
        if new_pins
        else next_package(before, new_api, old_pins, name, keeps_methods=is_current)
    )
    changes = compare(before, after)
    old_places = old_version.places([each.old_pointer or "#" for each in changes])
    new_places = new_version.places([each.new_pointer or "#" for each in changes])
    # What depends on this is reported for equal versions only.
    has_same_version = old_api.version == new_api.version
    located = zip(changes, old_places, new_places, strict=True)
    return Report(
        new_api.title,
        old_api.version,
        new_api.version,
        normalized_version(old_api.version),
        normalized_version(new_api.version),
        tuple(LocatedChange(*each) for each in located),
        has_same_version and old_version.digest() == new_version.digest(),
        signatures(before, after, changes),
        name,
    )


def _package(version: VersionSource, api: Api) -> str:
    """Return the name of the import package for a version."""
    return version.package or identify(api, version.options.name).package
