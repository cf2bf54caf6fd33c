"""Render a report as Markdown for a pull request, within the limit of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.code import markdown
from generator.evolve.change import code_span
from generator.evolve.report.model import Part, Report
from generator.evolve.report.sentences import sentences
from generator.text import pluralize, truncate

__all__ = ["MAX_CHARACTERS", "as_markdown"]

MAX_CHARACTERS = 60_000
"""Maximum number of characters of a report. GitHub refuses texts of over 65,536."""

_MAX_SYMBOLS = 20
"""Maximum number of further symbols that a sentence of a shortened report names."""
_MAX_TITLE, _MAX_WARNING = 200, 400
_RESERVE = 100
"""What a list needs for its own words if some of its items are shown."""
_POINTER = "This report is shortened. `gen-client diff OLD NEW --format html` shows all changes."


@dataclass(frozen=True, slots=True)
class _List:
    """The changes of a part as the items of a list, of which the first are shown."""

    part: Part
    items: Sequence[str]
    shown: int

    def render(self) -> str:
        """Return the list, introduced by the number of changes."""
        lines = [f"- {item}" for item in self.items[: self.shown]]
        if lines and self.shown < len(self.items):
            lines.append(f"- And {len(self.items) - self.shown:,} more.")
        items, count = "\n".join(lines), len(self.part.changes)
        if not lines:
            return f"{self.part.heading}: {pluralize(count, 'change')}, not shown."
        if self.part.is_breaking:
            return f"{count:,} {self.part.statement}:\n\n{items}"
        # Without the blank lines, the items would be HTML instead of Markdown.
        summary = f"<summary>{self.part.heading} ({count:,})</summary>"
        return f"<details>\n{summary}\n\n{items}\n\n</details>"


def as_markdown(report: Report) -> str:
    """Return a report for a pull request, of at most `MAX_CHARACTERS` characters.

    If it is longer, sentences name fewer symbols; then the compatible changes become
    numbers, the least important first; then the breaking ones are cut.
    """
    head = list(_head(report))
    text = _render(head, _lists(report, None))
    if len(text) <= MAX_CHARACTERS:
        return text
    head.append(_POINTER)
    lists = _lists(report, _MAX_SYMBOLS)
    text = _render(head, lists)
    for position in reversed(range(len(lists))):
        if len(text) > MAX_CHARACTERS and not lists[position].part.is_breaking:
            lists[position] = replace(lists[position], shown=0)
            text = _render(head, lists)
    if len(text) > MAX_CHARACTERS:
        text = _render(head, list(_cut(head, lists)))
    return text


def _lists(report: Report, max_symbols: int | None) -> list[_List]:
    """Return all parts, with sentences that name at most as many further symbols."""
    lists = []
    for part in report.parts():
        items = sentences((each.change for each in part.changes), max_symbols)
        lists.append(_List(part, items, len(items)))
    return lists


def _head(report: Report) -> Iterator[str]:
    """Yield the paragraphs before the lists, each of a limited length."""
    versions = f"{code_span(report.old_version)} to {code_span(report.new_version)}"
    yield f"# {markdown(truncate(report.title, _MAX_TITLE))}: {versions}"
    yield f"**{markdown(truncate(report.verdict, _MAX_WARNING))}**"
    if report.changes:
        yield "\n".join(f"- {len(e.changes):,} {e.statement}" for e in report.parts())
    for text in report.warnings:
        yield f"> **Warning:** {markdown(truncate(text, _MAX_WARNING))}"


def _render(head: Sequence[str], lists: Sequence[_List]) -> str:
    texts = list(head)
    breaking = [each for each in lists if each.part.is_breaking]
    if breaking:
        count = sum(len(each.part.changes) for each in breaking)
        texts.append(f"## {breaking[0].part.heading} ({count:,})")
    texts += [each.render() for each in lists]
    return "\n\n".join(texts) + "\n"


def _cut(head: Sequence[str], lists: Sequence[_List]) -> Iterator[_List]:
    """Yield the lists, the breaking ones with as many items as there is room for."""
    numbers = [replace(each, shown=0) for each in lists]
    room = MAX_CHARACTERS - len(_render(head, numbers)) - _RESERVE * len(lists)
    for each in numbers:
        shown = 0
        if each.part.is_breaking:
            for item in each.items:
                room -= len(f"- {item}\n")
                if room < 0:
                    break
                shown += 1
        yield replace(each, shown=shown)
