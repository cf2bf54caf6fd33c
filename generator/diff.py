"""``gen-client diff``: two documents compared as the user of the package sees them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.model import Place, Problems, UsageError
from generator.document import Document, load_document, overlay_beside
from generator.emit import identify, normalised_version
from generator.evolve import (
    Comparison,
    Found,
    Side,
    compare,
    signatures,
    successor_pins,
)
from generator.ir import Api
from generator.lower import EVERYTHING, Selection, lower
from generator.names import Pins
from generator.release import DOCUMENT, side
from generator.workspace.lock import LOCK_NAME, load_lock

__all__ = ["Version", "difference", "find_version"]


@dataclass(frozen=True, slots=True)
class Version:
    """Where a version of an API is: a document, or the one in a generated project."""

    document: Path
    overlay: Path | None
    pins: Pins
    package: str = ""
    """The import package of a generated project."""
    selection: Selection = EVERYTHING
    """The operations that it was made for."""


def find_version(place: Path) -> Version:
    """Return the version at `place`; raises UsageError for a folder without one."""
    if not place.is_dir():
        return Version(place, overlay_beside(place), {})
    document, lock = place / DOCUMENT, load_lock(place)
    if lock is None or not document.is_file():
        raise UsageError(
            f"{place} is a folder, but no generated project: it has no {LOCK_NAME} "
            f"and {DOCUMENT}. Give a document, or the folder of a project."
        )
    package = lock.distribution.replace("-", "_")
    return Version(document, None, lock.pins, package, lock.selection)


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    api: Api
    package: str


def difference(old: Version, new: Version) -> Comparison:
    """Return how one version differs from another.

    Raises DocumentError where a document cannot be used.
    """
    selection = old.selection or new.selection
    before, after = _read(old, selection), _read(new, selection)
    package = before.package or after.package
    old_side = side(before.api, old.pins, old.package or identify(before.api).package)
    pins = new.pins or successor_pins(old_side, after.api, old.pins)
    new_side = side(after.api, pins, package or identify(after.api).package)
    return _comparison(before, after, old_side, new_side)


def _read(version: Version, selection: Selection) -> _Read:
    problems = Problems()
    overlays = (version.overlay,) if version.overlay else ()
    document = load_document(version.document, problems, overlays=overlays)
    return _Read(document, lower(document, problems, selection), version.package)


def _comparison(before: _Read, after: _Read, old: Side, new: Side) -> Comparison:
    changes = compare(old, new)
    places = _places(before.document, [change.old_pointer for change in changes])
    others = _places(after.document, [change.new_pointer for change in changes])
    found = zip(changes, places, others, strict=True)
    versions = before.api.version, after.api.version
    releases = normalised_version(versions[0]), normalised_version(versions[1])
    return Comparison(
        after.api.title,
        *versions,
        *releases,
        tuple(Found(*each) for each in found),
        _digest(before.document) == _digest(after.document),
        signatures(old, new, changes),
    )


def _places(document: Document, pointers: list[str]) -> list[Place]:
    return document.source_map.places([pointer or "#" for pointer in pointers])


def _digest(document: Document) -> str:
    return hashlib.sha256(
        repr(document.bundle()).encode("utf-8", "replace")
    ).hexdigest()
