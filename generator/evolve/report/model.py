"""The content of a report, in all its formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.diagnostics.model import Place
from generator.evolve.bump import largest_bump, next_version, version_warning
from generator.evolve.change import Bump, Change
from generator.text import pluralize

__all__ = ["LocatedChange", "Part", "Report"]


_BREAKING = "Breaking"
_BREAKS = (
    ("break the code of users, or its type-checking", "code"),
    ("break the old package at run time, but no code", "wire"),
)
_OTHERS = {
    "Added": "extend what is possible",
    "Deprecated": "deprecate something",
    "Changed on the wire": "change what is sent or received without a break",
    "Documentation": "affect documentation only",
}


@dataclass(frozen=True, slots=True)
class LocatedChange:
    """A change with its place in each document."""

    change: Change
    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of one kind; the parts of a report begin with what breaks code."""

    heading: str
    """The one of `SECTIONS` that the changes belong to."""
    text: str
    """What several changes do, such as ``deprecate something``."""
    changes: list[LocatedChange]

    @property
    def statement(self) -> str:
        """What the changes do, to follow their number."""
        verb, _, rest = self.text.partition(" ")
        return f"{verb}{'s' if len(self.changes) == 1 else ''} {rest}"

    @property
    def is_breaking(self) -> bool:
        """Whether the changes break code, or the old package at run time."""
        return self.heading == _BREAKING


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
    package: str = ""
    """The import package of the new version."""

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

    @property
    def verdict(self) -> str:
        """What the changes require, as one sentence."""
        if self.bump is None:
            return "Nothing changed for the users of the package."
        changes = pluralize(len(self.changes), "change")
        verb = "requires" if len(self.changes) == 1 else "require"
        return (
            f"{changes}, which {verb} a {self.bump} release: the version after "
            f"{self.old_release} should be {self.next_version}."
        )

    def parts(self) -> list[Part]:
        """Return the parts that have changes, the most important first."""
        kinds = [(_BREAKING, text, source) for text, source in _BREAKS]
        kinds += [(heading, text, "") for heading, text in _OTHERS.items()]
        found = [
            Part(heading, text, [e for e in self.changes if _is(e, heading, source)])
            for heading, text, source in kinds
        ]
        return [part for part in found if part.changes]


def _is(located: LocatedChange, heading: str, source: str) -> bool:
    """Return whether a change belongs to a heading, and breaks code or not; "" for both."""
    change = located.change
    breaks = "code" if change.source == "break" else "wire"
    return change.section == heading and source in ("", breaks)
