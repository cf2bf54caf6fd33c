"""What a document makes of the project that an earlier version of it has made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from packaging.version import Version

from generator import __version__
from generator.diagnostics.model import DocumentError, Problems
from generator.document import load_document
from generator.emit import (
    HEADER,
    Identity,
    Section,
    body_properties,
    identify,
    render_entry,
)
from generator.evolve import (
    Change,
    Side,
    compare,
    entry,
    fits,
    former_names,
    largest,
    successor_pins,
    suggested,
)
from generator.ir import Api
from generator.lower import EVERYTHING, Selection, lower
from generator.names import Names, Pins, assign
from generator.text import printable

__all__ = ["DOCUMENT", "PreviousRelease", "Step", "evolve", "side"]

DOCUMENT = "tests/openapi.json"
"""Where the document travels in a generated project."""

_CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """The project that an earlier run has made."""

    folder: Path
    generator: str
    api_version: str
    release: str
    """The version of the package."""
    pins: Pins
    selection: Selection = EVERYTHING
    """The operations that it was made for."""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from an earlier version: names, version, changelog."""

    names: Names
    identity: Identity
    changelog: str
    notes: tuple[str, ...] = ()


def side(api: Api, pins: Pins, package: str) -> Side:
    """Return an API with the names that its package has."""
    return Side(api, assign(api, body_properties(api), pins), package)


def evolve(
    api: Api,
    bundle: Mapping[str, Any],
    selection: Selection,
    identity: Identity,
    before: PreviousRelease | None,
) -> Step:
    """Return what the package for `api` is, after the project `before` it.

    `bundle` is the document as it will travel in the project, `selection` says which
    of its operations `api` has. An old document that cannot be read any more is not
    compared with.
    """
    if before is None:
        names = side(api, {}, identity.package).names
        return Step(names, identity, HEADER + _first(api, identity))
    text = _read(before.folder / DOCUMENT)
    is_same = text is not None and _is_same(text, bundle)
    if is_same and before.selection == selection:
        return _same(api, identity, before)
    old = _old_side(before) if text is not None else None
    if old is None:
        names = side(api, before.pins, identity.package).names
        told = f"Generated from version `{printable(api.version)}` of the API."
        return Step(names, identity, _after(before, _entry(identity.version, told)))
    return _next(api, identity, before, old, is_same)


def _first(api: Api, identity: Identity) -> str:
    version = printable(api.version).replace("`", "'")
    told = f"First generated from version `{version}` of the API's document."
    return _entry(identity.version, told)


def _entry(version: str, told: str, changes: tuple[Change, ...] = ()) -> str:
    sections = [Section(*each) for each in entry(changes)]
    return render_entry(version, told, sections).rstrip("\n") + "\n"


def _read(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _is_same(text: str, bundle: Mapping[str, Any]) -> bool:
    try:
        return bool(json.loads(text) == bundle)
    except (ValueError, RecursionError):
        return False


def _after(before: PreviousRelease, entry: str) -> str:
    """Return the changelog with an entry before the earlier ones, which stay as they
    are.
    """
    known = _read(before.folder / _CHANGELOG) or ""
    return f"{HEADER}{entry}\n{known.removeprefix(HEADER)}".rstrip("\n") + "\n"


def _same(api: Api, identity: Identity, before: PreviousRelease) -> Step:
    """The document is the same; a newer generator makes a new release of it."""
    current = side(api, before.pins, identity.package)
    names = former_names(current, (), before.pins)
    if _base(before.release) != _base(identity.version):
        before = replace(before, release=identity.version)
    known = _read(before.folder / _CHANGELOG)
    if before.generator == __version__ and known is not None:
        return Step(names, replace(identity, version=before.release), known)
    release = _post(before.release)
    told = f"Generated anew by gen-client {__version__}; the API is the same."
    changelog = _after(before, _entry(release, told))
    return Step(names, replace(identity, version=release), changelog)


def _base(version: str) -> str:
    """Return a version without its post-release."""
    parsed = Version(version)
    return (
        version if parsed.post is None else version.replace(f".post{parsed.post}", "")
    )


def _post(version: str) -> str:
    """Return the next post-release (PEP 440)."""
    parsed = Version(version)
    public, _, local = version.partition("+")
    number = 1 if parsed.post is None else parsed.post + 1
    base = public.replace(f".post{parsed.post}", "").partition(".dev")[0]
    return f"{base}.post{number}{'+' + local if local else ''}"


def _old_side(before: PreviousRelease) -> Side | None:
    problems = Problems()
    try:
        document = load_document(before.folder / DOCUMENT, problems)
        api = lower(document, problems, before.selection)
    except DocumentError:
        return None
    return side(api, before.pins, identify(api).package)


def _next(
    api: Api, identity: Identity, before: PreviousRelease, old: Side, is_same: bool
) -> Step:
    """Compare with the old document, or with another selection of the same one, from
    which names and changelog follow.
    """
    pins = successor_pins(old, api, before.pins)
    new = side(api, pins, old.package)
    changes = compare(old, new)
    names = former_names(new, changes, _still(pins, before.release, identity.version))
    if not changes and api.version == before.api_version:
        return _same(api, identity, replace(before, pins=names.pins))
    if before.release != identity.version == _base(before.release):
        # What was released after that version must not be followed by it again.
        identity = replace(identity, version=_post(before.release))
    told = ""
    if is_same:
        told = "Made for other operations of the same document."
    elif api.version == before.api_version:
        told = "The document changed under the same version."
    elif not changes:
        told = "Nothing changed for the users of the package."
    changelog = _after(before, _entry(identity.version, told, changes))
    notes = () if is_same else _notes(api, identity, before, changes)
    return Step(names, identity, changelog, notes)


def _still(pins: Pins, old: str, new: str) -> Pins:
    """Return the pins without deprecated names, where a major version ends them."""
    before, after = Version(old).release, Version(new).release
    width = 2 if before[0] == 0 else 1
    if before[:width] == after[:width]:
        return pins
    return {key: names for key, names in pins.items() if not key.startswith("former ")}


def _notes(
    api: Api, identity: Identity, before: PreviousRelease, changes: tuple[Change, ...]
) -> tuple[str, ...]:
    bump = largest(changes)
    version = printable(api.version)
    if api.version == before.api_version:
        return (f"the document changed, but its version is still {version}",)
    if not fits(before.release, identity.version, bump):
        better = suggested(_base(before.release), bump)
        told = f"the changes are larger than the version {version} says"
        return (f"{told}: {better} would say it",)
    return ()
