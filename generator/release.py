"""Continue the project of an earlier run: keep its names, set its version, and add an
entry to its changelog.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from packaging.version import Version

from generator import __version__
from generator.changelog import read_changelog
from generator.emit import HEADER, render_entry
from generator.evolve import (
    Change,
    changelog_sections,
    compare,
    is_later_major,
    largest_bump,
    listed_versions,
    next_package,
    next_post_release,
    next_release,
    version_warning,
)
from generator.ir import Api
from generator.lower import Selection
from generator.names import Names, Pins, assign, format_1
from generator.previous import (
    LOCK_FORMAT,
    PreviousRelease,
    previous_api,
    previous_document,
)
from generator.surface import Identity, Package, gather, surface
from generator.text import printable

__all__ = [
    "Release",
    "build_surface",
    "locked_pins",
    "plan_release",
]


@dataclass(frozen=True, slots=True)
class Release:
    """The names, the version and the changelog of the project to write."""

    names: Names
    identity: Identity
    changelog: str
    warnings: tuple[str, ...] = ()
    """Warnings about the version of the document."""


def build_surface(api: Api, pins: Pins, package: str) -> Package:
    """Return the import package called `package` for an API; `pins` are names that it
    must have.
    """
    return surface(api, assign(api, gather(api), pins), package)


def locked_pins(api: Api, pins: Pins, lock_format: int) -> Pins:
    """Return the names of the package of `api`, of whose lock `pins` are."""
    return format_1.full_pins(api, gather(api), pins) if lock_format == 1 else pins


def plan_release(
    api: Api,
    bundle: Mapping[str, Any],
    selection: Selection,
    identity: Identity,
    previous: PreviousRelease | None,
) -> Release:
    """Return the names, the version and the changelog of the project for `api`.

    `bundle` is the document that the project will contain, `selection` the operations of
    it that `api` has. If the document of the previous project cannot be read any more,
    the changelog lists no changes.
    """
    if previous is None:
        names = assign(api, gather(api), {})
        version = printable(api.version).replace("`", "'")
        note = f"First generated from version `{version}` of the API's document."
        return Release(names, identity, HEADER + _entry(identity.version, note))
    document = previous_document(previous.folder)
    is_same = document is not None and document == bundle
    is_same_api = is_same and previous.selection == selection
    if is_same_api and previous.format == LOCK_FORMAT:
        return _same_api(api, identity, previous)
    old_api = previous_api(previous.folder, previous.selection)
    locked = locked_pins(old_api or api, previous.pins, previous.format)
    previous = replace(previous, pins=locked)
    if old_api is None:
        old = build_surface(api, locked, identity.package)
        new = _next_package(old, api, previous)
        note = f"Generated from version `{printable(api.version)}` of the API."
        identity = _released(api, identity, previous)
        changelog = _prepend_entry(previous, _entry(identity.version, note))
        return Release(new.names, identity, changelog)
    old = build_surface(old_api, locked, identity.package)
    if is_same_api:
        return _renamed_api(api, identity, previous, old)
    return _changed_api(api, identity, previous, old, is_same)


def _next_package(old: Package, api: Api, previous: PreviousRelease) -> Package:
    """Return the package of `api` with the names that it takes over from the old one."""
    is_current = previous.format == LOCK_FORMAT
    return next_package(old, api, previous.pins, old.name, keeps_methods=is_current)


def _entry(version: str, note: str, changes: tuple[Change, ...] = ()) -> str:
    sections = changelog_sections(changes)
    return render_entry(version, note, sections).rstrip("\n") + "\n"


def _prepend_entry(previous: PreviousRelease, entry: str) -> str:
    """Return the changelog with a new first entry; earlier ones are not changed."""
    known = read_changelog(previous.folder) or ""
    return f"{HEADER}{entry}\n{known.removeprefix(HEADER)}".rstrip("\n") + "\n"


def _same_api(api: Api, identity: Identity, previous: PreviousRelease) -> Release:
    """Return the release for the same API: a new one only if the generator is newer."""
    names = assign(api, gather(api), previous.pins)
    known = read_changelog(previous.folder)
    if previous.generator == __version__ and known is not None:
        return Release(names, replace(identity, version=previous.release), known)
    return _regenerated(names, identity, previous, ())


def _renamed_api(
    api: Api, identity: Identity, previous: PreviousRelease, old: Package
) -> Release:
    """Return the release for the same API where a newer generator renames methods."""
    new = _next_package(old, api, previous)
    return _regenerated(new.names, identity, previous, compare(old, new))


def _regenerated(
    names: Names,
    identity: Identity,
    previous: PreviousRelease,
    changes: tuple[Change, ...],
) -> Release:
    version = next_post_release(previous.release, _listed(previous))
    note = f"Regenerated with gen-client {__version__}; the API did not change."
    changelog = _prepend_entry(previous, _entry(version, note, changes))
    return Release(names, replace(identity, version=version), changelog)


def _released(api: Api, identity: Identity, previous: PreviousRelease) -> Identity:
    """Return the identity with the version of a new release.

    It is a post-release if the document still has the version of the previous one.
    """
    listed = _listed(previous)
    if api.version == previous.api_version:
        version = next_post_release(previous.release, listed)
    else:
        version = next_release(previous.release, identity.version, listed)
    return replace(identity, version=version)


def _listed(previous: PreviousRelease) -> set[Version]:
    return listed_versions(read_changelog(previous.folder) or "")


def _changed_api(
    api: Api,
    identity: Identity,
    previous: PreviousRelease,
    old: Package,
    is_same_document: bool,
) -> Release:
    """Return the release for another document, or for another selection of operations of
    the same one.
    """
    identity = _released(api, identity, previous)
    kept = _pins_after(previous.pins, previous.release, identity.version)
    new = _next_package(old, api, replace(previous, pins=kept))
    changes = compare(old, new)
    if not changes and api.version == previous.api_version:
        return _same_api(api, identity, replace(previous, pins=new.names.pins))
    note = ""
    if is_same_document:
        note = "Regenerated with another selection of operations; the document did not change."
    elif api.version == previous.api_version:
        note = "The document changed, but its version did not."
    elif not changes:
        note = "Nothing changed for the users of the package."
    changelog = _prepend_entry(previous, _entry(identity.version, note, changes))
    if is_same_document:
        return Release(new.names, identity, changelog)
    versions = previous.api_version, api.version
    releases = previous.release, identity.version
    warning = version_warning(
        versions, releases, largest_bump(changes), is_same_document=False
    )
    return Release(new.names, identity, changelog, (warning,) if warning else ())


def _pins_after(pins: Pins, old: str, new: str) -> Pins:
    """Return the pins for version `new`: a major version drops deprecated names."""
    if not is_later_major(old, new):
        return pins
    none: Mapping[str, str] = {}
    return {k: none if k.startswith("former ") else each for k, each in pins.items()}
