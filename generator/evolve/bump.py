"""Which version changes ask for."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import Version

from generator.evolve.change import Bump, Change

__all__ = ["fits", "largest", "reaches", "suggested"]

_ORDER: tuple[Bump, ...] = ("patch", "minor", "major")


def largest(changes: Iterable[Change]) -> Bump | None:
    """Return the part of a version that all changes together move; None without any."""
    found = [_ORDER.index(_of(change)) for change in changes]
    return _ORDER[max(found)] if found else None


def _of(change: Change) -> Bump:
    rule = change.rule
    if rule.bump == "minor" and rule.kind == "changed" and change.wire == "ok":
        return "patch"
    return rule.bump


def reaches(bump: Bump | None, level: Bump) -> bool:
    """Tell whether a change is at least as large as a level."""
    return bump is not None and _ORDER.index(bump) >= _ORDER.index(level)


def suggested(old: str, bump: Bump | None) -> str:
    """Return the version that should follow a PEP 440 version.

    Below 1.0 each part moves down one: a break moves the minor version, everything
    else the patch.
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


def fits(old: str, new: str, bump: Bump | None) -> bool:
    """Tell whether a new version says as much as its changes do.

    A version that is a date cannot: any later one will do.
    """
    before, after = Version(old), Version(new)
    if bump is None or before.release[0] >= 1900:
        return True
    return after >= Version(suggested(old, bump)) or (
        after.is_prerelease and after.release >= Version(suggested(old, bump)).release
    )
