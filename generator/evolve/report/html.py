"""Render a report as one self-contained HTML page.

The template escapes all text, and the page's Content Security Policy allows its own
style and script only, and no requests.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.diagnostics.model import Place
from generator.evolve.change import Change, Level
from generator.evolve.report.model import LocatedChange, Report, section, sentence
from generator.template_files import templates_folder
from generator.text import pluralize, printable

__all__ = ["as_html"]

_LEVELS = {
    "source-break": "Source breaks",
    "wire-break": "Wire breaks",
    "wire-warn": "Wire may differ",
    "compatible": "Compatible",
    "documented": "Texts only",
}
"""The labels of the filters by their names, the most severe first."""


@dataclass(frozen=True, slots=True)
class _Filter:
    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class _Cell:
    kind: str
    text: str | None


@dataclass(frozen=True, slots=True)
class _TextPart:
    text: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class _PlaceView:
    version: str
    full: str
    short: str
    """Without the folder, which differs from machine to machine."""


@dataclass(frozen=True, slots=True)
class _ChangeView:
    levels: str
    sentence: tuple[_TextPart, ...]
    source: Level
    wire: Level
    section: str
    rule: str
    places: tuple[_PlaceView, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """The changes of one subject."""

    name: str
    level: str
    rows: tuple[tuple[_Cell, _Cell], ...]
    """The lines of the old and the new signature; none if they are equal."""
    changes: tuple[_ChangeView, ...]


def as_html(report: Report) -> str:
    """Return the page: changes by subject, signatures side by side, filters."""
    style, script = _asset("report.css"), _asset("report.js")
    levels = [level for each in report.changes for level in _levels(each.change)]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            policy=_content_security_policy(style, script),
            style=style,
            script=script,
            title=f"{report.title}: {report.old_version} → {report.new_version}",
            bump=report.bump,
            number=pluralize(len(report.changes), "change"),
            next_version=report.next_version,
            old_release=report.old_release,
            warnings=report.warnings,
            filters=[
                _Filter(name, label, levels.count(name))
                for name, label in _LEVELS.items()
            ],
            groups=list(_groups(report)),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
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
    """Return the names of the filters that show a change."""
    names = []
    if change.rule.source == "break":
        names.append("source-break")
    if change.wire != "ok":
        names.append(f"wire-{change.wire}")
    if change.rule.category == "documented":
        names.append("documented")
    return names or ["compatible"]


def _severity(located: LocatedChange) -> int:
    """Return the position of the most severe level; 0 is the worst."""
    return min(list(_LEVELS).index(name) for name in _levels(located.change))


def _groups(report: Report) -> Iterator[_Group]:
    """Give the changes by subject, the most severe first."""
    by_subject: dict[str, list[LocatedChange]] = {}
    for each in report.changes:
        by_subject.setdefault(each.change.subject.name, []).append(each)
    sorted_groups = sorted(
        by_subject.items(), key=lambda group: min(map(_severity, group[1]))
    )
    for name, changes in sorted_groups:
        changes.sort(key=_severity)
        level = list(_LEVELS)[_severity(changes[0])]
        rows = _rows(*report.signatures.get(name, ("", "")))
        yield _Group(name, level, tuple(rows), tuple(map(_change_view, changes)))


def _change_view(located: LocatedChange) -> _ChangeView:
    change = located.change
    return _ChangeView(
        " ".join(_levels(change)),
        tuple(_parts(sentence(change))),
        change.rule.source,
        change.wire,
        section(change),
        change.rule.id,
        (_place_view("old", located.old), _place_view("new", located.new)),
    )


def _parts(text: str) -> Iterator[_TextPart]:
    """Split a sentence at its code spans."""
    for index, part in enumerate(re.split(r"`([^`]*)`", text)):
        yield _TextPart(part, is_code=index % 2 == 1)


def _place_view(version: str, place: Place) -> _PlaceView:
    full = f"{place.file}:{place.line}:{place.column}"
    return _PlaceView(version, full, re.split(r"[/\\]", full)[-1])


def _rows(old: str, new: str) -> Iterable[tuple[_Cell, _Cell]]:
    """Give two signatures line by line, equal lines beside each other."""
    if old == new:
        return
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        left, right = before[start:end], after[first:last]
        kinds = ("same", "same") if tag == "equal" else ("old", "new")
        for index in range(max(len(left), len(right))):
            yield _cell(left, index, kinds[0]), _cell(right, index, kinds[1])


def _cell(lines: list[str], index: int, kind: str) -> _Cell:
    if index >= len(lines):
        return _Cell("none", None)
    return _Cell(kind, lines[index])
