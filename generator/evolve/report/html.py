"""Render a report as one self-contained HTML page.

The template escapes all text, and the page's Content Security Policy allows its own
style and script only, and no requests.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from markupsafe import Markup

from generator.diagnostics.model import Place
from generator.evolve.change import Change
from generator.evolve.report.model import LocatedChange, Report
from generator.template_files import template_environment, templates_folder
from generator.text import pluralize, printable

__all__ = ["as_html"]

_LEVELS = {
    "source-break": "Source breaks",
    "wire-break": "Wire breaks",
    "wire-warn": "Wire warnings",
    "compatible": "Compatible",
    "documented": "Documentation only",
}
"""The labels of the filters by their names, the most severe first."""

_MIN_FOLDED_LINES = 6
"""The least number of equal lines of two signatures that are folded."""

_Cell = tuple[str, str]
"""The kind of a line of a signature (same, old, new or none), and its text."""


class _ChangeView(NamedTuple):
    change: Change
    levels: str
    """The names of the filters that show the change."""
    sentence: list[tuple[str, bool]]
    """The parts of the sentence, and whether each is code."""
    places: list[tuple[str, str, str]]
    """The version, the place, and the place without the folder, which differs from
    machine to machine.
    """


class _Segment(NamedTuple):
    """Lines of two signatures that are beside each other."""

    rows: list[tuple[_Cell, _Cell]]
    folded: str
    """The number of the lines, if they are folded; otherwise ""."""


class _List(NamedTuple):
    """The incompatible or the compatible changes of a subject."""

    text: str
    is_open: bool
    changes: list[_ChangeView]


class _Group(NamedTuple):
    """The changes of one subject."""

    id: str
    """The target of the link in the table of contents."""
    name: str
    level: str
    number: str
    is_open: bool
    segments: list[_Segment]
    """The lines of the old and the new signature; none if they are equal."""
    lists: list[_List]


class _Contents(NamedTuple):
    """A part of the table of contents."""

    text: str
    is_open: bool
    groups: list[_Group]


def as_html(report: Report) -> str:
    """Return the page: changes by subject, signatures side by side, filters."""
    style, script = _asset("report.css"), _asset("report.js")
    levels = [level for each in report.changes for level in _levels(each.change)]
    groups = list(_groups(report))
    template = template_environment(_printable).get_template("report.html.j2")
    return template.render(
        policy=_content_security_policy(style, script),
        style=style,
        script=script,
        report=report,
        parts=[(len(part.changes), part.statement) for part in report.parts()],
        filters=[(name, text, levels.count(name)) for name, text in _LEVELS.items()],
        contents=list(_contents(groups)),
        groups=groups,
    )


def _printable(value: Any) -> Any:
    """Escape control characters in text; style and script are `Markup`."""
    return value if isinstance(value, Markup) else printable(str(value), keep="\n")


def _asset(name: str) -> Markup:
    return Markup((templates_folder() / name).read_text(encoding="utf-8"))


def _content_security_policy(style: str, script: str) -> str:
    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; "
        f"script-src 'sha256-{digest(script)}'; base-uri 'none'; form-action 'none'"
    )


def _levels(change: Change) -> list[str]:
    """Return the names of the filters that show a change, the most severe first."""
    names = []
    if change.source == "break":
        names.append("source-break")
    if change.wire != "ok":
        names.append(f"wire-{change.wire}")
    if change.rule.category == "documented":
        names.append("documented")
    return names or ["compatible"]


def _severity(located: LocatedChange) -> int:
    """Return the position of the most severe level; 0 is the worst."""
    return list(_LEVELS).index(_levels(located.change)[0])


def _groups(report: Report) -> Iterator[_Group]:
    """Yield the changes by subject, the most severe first."""
    by_subject: dict[str, list[LocatedChange]] = {}
    for each in report.changes:
        by_subject.setdefault(each.change.subject.name, []).append(each)
    for changes in by_subject.values():
        changes.sort(key=_severity)
    ordered = sorted(by_subject.values(), key=lambda group: _severity(group[0]))
    for number, changes in enumerate(ordered, 1):
        first = changes[0].change
        yield _Group(
            f"subject-{number}",
            first.subject.name,
            _levels(first)[0],
            pluralize(len(changes), "change"),
            _is_incompatible(changes[0]),
            list(_segments(*report.signatures.get(first.subject.name, ("", "")))),
            list(_lists(changes)),
        )


def _is_incompatible(located: LocatedChange) -> bool:
    return "break" in (located.change.source, located.change.wire)


def _lists(changes: list[LocatedChange]) -> Iterator[_List]:
    """Yield the changes of a subject, the incompatible ones first and open; compatible
    ones are folded if there are others.
    """
    breaking = [_change_view(each) for each in changes if _is_incompatible(each)]
    others = [_change_view(each) for each in changes if not _is_incompatible(each)]
    if breaking:
        text = pluralize(len(breaking), "incompatible change")
        yield _List(text, is_open=True, changes=breaking)
    if others:
        text = pluralize(len(others), "compatible change")
        yield _List(text, is_open=not breaking, changes=others)


def _contents(groups: list[_Group]) -> Iterator[_Contents]:
    """Yield the table of contents: what has incompatible changes, and the others."""
    for text, is_open in (("Incompatible", True), ("Compatible", False)):
        found = [group for group in groups if group.is_open == is_open]
        if found:
            yield _Contents(f"{text} ({len(found):,})", is_open, found)


def _change_view(located: LocatedChange) -> _ChangeView:
    change = located.change
    parts = enumerate(re.split(r"`([^`]*)`", change.text))
    return _ChangeView(
        change,
        " ".join(_levels(change)),
        [(part, index % 2 == 1) for index, part in parts],
        [_place("old", located.old), _place("new", located.new)],
    )


def _place(version: str, place: Place) -> tuple[str, str, str]:
    full = f"{place.file}:{place.line}:{place.column}"
    return version, full, re.split(r"[/\\]", full)[-1]


def _segments(old: str, new: str) -> Iterator[_Segment]:
    """Yield the lines of two signatures, equal lines beside each other; of many equal
    ones only the first and the last are not folded.
    """
    if old == new:
        return
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    shown: list[tuple[_Cell, _Cell]] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        kinds = ("same", "same") if tag == "equal" else ("old", "new")
        left = [(kinds[0], line) for line in before[start:end]]
        right = [(kinds[1], line) for line in after[first:last]]
        rows = list(zip_longest(left, right, fillvalue=("none", "")))
        if tag == "equal" and len(rows) >= _MIN_FOLDED_LINES:
            yield _Segment([*shown, rows[0]], "")
            yield _Segment(rows[1:-1], f"{len(rows) - 2:,} unchanged lines")
            shown = rows[-1:]
        else:
            shown += rows
    yield _Segment(shown, "")
