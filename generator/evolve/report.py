"""A comparison as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.diagnostics.model import Place
from generator.evolve.bump import fits, largest, suggested
from generator.evolve.change import Bump, Change
from generator.text import pluralize, printable

__all__ = [
    "SECTIONS",
    "Comparison",
    "Found",
    "as_json",
    "as_markdown",
    "as_text",
    "section",
    "sections",
    "sentence",
]

SECTIONS = (
    "Breaking",
    "Added",
    "Deprecated",
    "Changed on the wire",
    "Documentation",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A change with its places in both documents."""

    change: Change
    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that a report tells."""

    title: str
    old_version: str
    """As the document says it."""
    new_version: str
    old_release: str
    """As PEP 440 has it."""
    new_release: str
    found: tuple[Found, ...]
    is_same_document: bool
    signatures: Mapping[str, tuple[str, str]]
    """The old and new signature of each subject, by its name."""

    @property
    def bump(self) -> Bump | None:
        """The part of a version that the changes move."""
        return largest(each.change for each in self.found)

    @property
    def suggestion(self) -> str:
        """The version that the new document should have."""
        return suggested(self.old_release, self.bump)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with the versions of the documents."""
        version = printable(self.new_version)
        if self.old_version == self.new_version and not self.is_same_document:
            return (f"The document changed, its version {version} did not.",)
        if not fits(self.old_release, self.new_release, self.bump):
            told = f"The version {version} says less than the changes do"
            return (f"{told}: {self.suggestion} would say it.",)
        return ()


def section(change: Change) -> str:
    """Return the heading that a change belongs under."""
    kind = change.rule.kind
    if change.rule.source == "break" or change.wire == "break":
        return "Breaking"
    if kind in ("added", "relaxed"):
        return "Added"
    if kind == "deprecated":
        return "Deprecated"
    if kind == "documented":
        return "Documentation"
    return "Changed on the wire"


def sections(found: Sequence[Found]) -> Iterator[tuple[str, list[Found]]]:
    """Give each heading with its changes, in the order in which they are told."""
    for heading in SECTIONS:
        here = [each for each in found if section(each.change) == heading]
        if here:
            yield heading, here


def sentence(change: Change) -> str:
    """Return the text of a change as a sentence of a list."""
    text = change.text
    return text[:1].upper() + text[1:] + "."


def _levels(change: Change) -> str:
    return f"source {change.rule.source}, wire {change.wire}"


def _place(place: Place) -> str:
    return f"{printable(place.file)}:{place.line}:{place.column}"


def as_text(comparison: Comparison) -> str:
    """Return a comparison for a terminal."""
    versions = printable(f"{comparison.old_version} -> {comparison.new_version}")
    lines = [f"{printable(comparison.title)}: {versions}", ""]
    for heading, found in sections(comparison.found):
        lines.append(f"{heading} ({len(found)})")
        for each in found:
            lines.append(f"  {sentence(each.change).replace('`', '')}")
            places = f"{_place(each.old)} -> {_place(each.new)}"
            lines.append(
                f"      {each.change.rule.id} ({_levels(each.change)}) {places}"
            )
        lines.append("")
    lines += [f"warning: {text}" for text in comparison.warnings]
    return "\n".join([*lines, _verdict(comparison)])


def _verdict(comparison: Comparison) -> str:
    if comparison.bump is None:
        return "Nothing changed for the users of the package."
    changes = pluralize(len(comparison.found), "change")
    return (
        f"{changes}; the largest is {comparison.bump}, which asks for "
        f"{comparison.suggestion} after {comparison.old_release}."
    )


def as_markdown(comparison: Comparison) -> str:
    """Return a comparison for a pull request."""
    versions = f"{_code(comparison.old_version)} to {_code(comparison.new_version)}"
    lines = [f"# {_plain(comparison.title)}: {versions}", ""]
    for text in comparison.warnings:
        lines += [f"> **Warning:** {_plain(text)}", ""]
    lines += [_verdict(comparison), ""]
    for heading, found in sections(comparison.found):
        lines += [f"## {heading}", ""]
        for each in found:
            places = f"{_code(_place(each.old))} → {_code(_place(each.new))}"
            facts = f"{each.change.rule.id}, {_levels(each.change)}, {places}"
            lines.append(f"- {sentence(each.change)} <sub>{facts}</sub>")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _code(text: str) -> str:
    return "`" + printable(text).replace("`", "'") + "`"


def _plain(text: str) -> str:
    """Return text of a document in which nothing is markup."""
    shown = printable(" ".join(text.split()))
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]<>#|!~&" else char for char in shown
    )


def as_json(comparison: Comparison) -> str:
    """Return a comparison for machines."""
    content = {
        "title": comparison.title,
        "old_version": comparison.old_version,
        "new_version": comparison.new_version,
        "bump": comparison.bump,
        "suggested_version": comparison.suggestion,
        "warnings": list(comparison.warnings),
        "changes": [_as_dict(each) for each in comparison.found],
    }
    return json.dumps(content, indent=2, ensure_ascii=True)


def _as_dict(found: Found) -> dict[str, object]:
    change = found.change
    return {
        "id": change.rule.id,
        "direction": change.rule.direction,
        "source": change.rule.source,
        "wire": change.wire,
        "section": section(change),
        "symbol": change.symbol,
        "text": sentence(change),
        "from": change.old,
        "to": change.new,
        "old": _place_dict(found.old),
        "new": _place_dict(found.new),
    }


def _place_dict(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
    }
