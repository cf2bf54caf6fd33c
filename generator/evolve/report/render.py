"""Render a report as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from generator.diagnostics.model import Problem
from generator.diagnostics.render import problem_object
from generator.evolve.report.model import LocatedChange, Report
from generator.evolve.report.sentences import sentences
from generator.text import printable

__all__ = ["as_json", "as_text", "failure_as_json"]

_PLACE = ("file", "line", "column", "pointer")


def as_text(report: Report) -> str:
    """Return a report for a terminal."""
    versions = printable(f"{report.old_version} -> {report.new_version}")
    lines = [f"{printable(report.title)}: {versions}", report.verdict]
    lines += [f"  {len(e.changes):,} {e.statement}" for e in report.parts()]
    lines += [f"warning: {text}" for text in report.warnings]
    for heading, parts in groupby(report.parts(), lambda part: part.heading):
        listed = [*parts]
        count = sum(len(part.changes) for part in listed)
        lines += ["", f"{heading} ({count:,})"]
        for part in listed:
            if part.is_breaking:
                lines.append(f"  {len(part.changes):,} {part.statement}:")
            found = sentences(each.change for each in part.changes)
            lines += [f"  - {text.replace('`', '')}" for text in found]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """Return a report for programs."""
    return _dumped(
        title=report.title,
        package=report.package,
        old_version=report.old_version,
        new_version=report.new_version,
        bump=report.bump,
        suggested_version=report.next_version,
        warnings=list(report.warnings),
        changes=[_change_object(each) for each in report.changes],
    )


def failure_as_json(problems: Iterable[Problem]) -> str:
    """Return why there is no report, in the form of a report."""
    return _dumped(problems=[problem_object(each) for each in problems])


def _dumped(**members: object) -> str:
    """Return a JSON object with all members of a report, those that are given set."""
    absent: dict[str, object] = {
        "title": "",
        "package": "",
        "old_version": "",
        "new_version": "",
        "bump": None,
        "suggested_version": "",
        "warnings": [],
        "changes": [],
        "problems": [],
    }
    return json.dumps(absent | members, indent=2, ensure_ascii=True)


def _change_object(located: LocatedChange) -> dict[str, object]:
    change = located.change
    return {
        "id": change.rule.id,
        "direction": change.rule.direction,
        "source": change.source,
        "wire": change.wire,
        "section": change.section,
        "symbol": change.symbol,
        "text": change.text,
        "from": change.old,
        "to": change.new,
        "old": {name: getattr(located.old, name) for name in _PLACE},
        "new": {name: getattr(located.new, name) for name in _PLACE},
    }
