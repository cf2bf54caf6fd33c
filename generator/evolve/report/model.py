"""The content of a report, in all its formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.diagnostics.model import Place
from generator.evolve.bump import largest_bump, next_version, version_warning
from generator.evolve.change import SECTIONS, Bump, Change

__all__ = ["LocatedChange", "Report"]


@dataclass(frozen=True, slots=True)
class LocatedChange:
    """A change with its place in each document."""

    change: Change
    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Report:
    """The differences between two versions of an API."""

    title: str
    old_version: str
    """The version as in the document."""
    new_version: str
    old_release: str
    """The version of the package (PEP 440)."""
    new_release: str
    changes: tuple[LocatedChange, ...]
    is_same_document: bool
    signatures: Mapping[str, tuple[str, str]]
    """The old and the new signature of each subject, by its name; "" for none."""

    @property
    def bump(self) -> Bump | None:
        """The bump that the changes require."""
        return largest_bump(each.change for each in self.changes)

    @property
    def next_version(self) -> str:
        """The version that the new document should have."""
        return next_version(self.old_release, self.bump)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the version of the new document."""
        versions = self.old_version, self.new_version
        releases = self.old_release, self.new_release
        warning = version_warning(
            versions, releases, self.bump, is_same_document=self.is_same_document
        )
        return (f"{warning[:1].upper()}{warning[1:]}.",) if warning else ()

    def sections(self) -> Iterator[tuple[str, list[LocatedChange]]]:
        """Yield each heading that has changes, with its changes."""
        for heading in SECTIONS:
            found = [each for each in self.changes if each.change.section == heading]
            if found:
                yield heading, found
