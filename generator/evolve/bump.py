"""Compute the version number that a set of changes requires."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import Version

from generator.evolve.change import Bump, Change
from generator.text import printable

__all__ = ["is_at_least", "largest_bump", "next_version", "version_warning"]

_ORDER: tuple[Bump, ...] = ("patch", "minor", "major")
_FIRST_YEAR = 1900
"""A first number from here on is a year: the version is a date."""


def largest_bump(changes: Iterable[Change]) -> Bump | None:
    """Return the largest bump that any change requires; None without changes."""
    return max((change.bump for change in changes), key=_ORDER.index, default=None)


def is_at_least(bump: Bump | None, minimum: Bump) -> bool:
    """Return whether a bump is at least as large as another; None is no bump."""
    return bump is not None and _ORDER.index(bump) >= _ORDER.index(minimum)


def next_version(old: str, bump: Bump | None) -> str:
    """Return the version (PEP 440) that should follow `old`.

    Below 1.0 a breaking change raises the minor version, everything else the patch
    (Semantic Versioning 2.0, item 4, leaves this open). A pre-release is followed by
    its release.
    """
    version = Version(old)
    if bump is None:
        return str(version)
    major, minor, patch = (*version.release, 0, 0)[:3]
    if version.is_prerelease:
        return version.base_version
    if major == 0:
        return f"0.{minor + 1}.0" if bump == "major" else f"0.{minor}.{patch + 1}"
    if bump == "major":
        return f"{major + 1}.0.0"
    return (
        f"{major}.{minor + 1}.0" if bump == "minor" else f"{major}.{minor}.{patch + 1}"
    )


def version_warning(
    versions: tuple[str, str],
    releases: tuple[str, str],
    bump: Bump | None,
    *,
    is_same_document: bool,
) -> str:
    """Return why the version of the new document is wrong, "" if it is not.

    `versions` are the old and the new version as in the documents, `releases` those of
    the packages (PEP 440). If the old version is a date, there is no warning.
    """
    version = printable(versions[1])
    if versions[0] == versions[1] and not is_same_document:
        return f"the document changed, but its version is still {version}"
    old, new = map(Version, releases)
    if bump is None or old.release[0] >= _FIRST_YEAR:
        return ""
    required = Version(next_version(releases[0], bump))
    if new >= required or (new.is_prerelease and new.release >= required.release):
        return ""
    return f"version {version} is too low for these changes; use {required}"
