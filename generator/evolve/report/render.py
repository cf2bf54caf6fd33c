"""Render a report as text, Markdown and JSON."""

from __future__ import annotations

import json

from generator.code import markdown
from generator.diagnostics.model import Place
from generator.evolve.change import Change
from generator.evolve.report.model import LocatedChange, Report
from generator.text import pluralize, printable

__all__ = ["as_json", "as_markdown", "as_text"]

_PLACE = ("file", "line", "column", "pointer")


def as_text(report: Report) -> str:
    """Return a report for a terminal."""
    versions = printable(f"{report.old_version} -> {report.new_version}")
    lines = [f"{printable(report.title)}: {versions}", ""]
    for heading, changes in report.sections():
        lines.append(f"{heading} ({len(changes)})")
        for each in changes:
            lines.append(f"  {each.change.text.replace('`', '')}")
            places = f"{_place(each.old)} -> {_place(each.new)}"
            rule = f"{each.change.rule.id} ({_levels(each.change)})"
            lines.append(f"      {rule} {places}")
        lines.append("")
    lines += [f"warning: {text}" for text in report.warnings]
    return "\n".join([*lines, _summary(report)])


def as_markdown(report: Report) -> str:
    """Return a report for a pull request."""
    versions = f"{_code(report.old_version)} to {_code(report.new_version)}"
    lines = [f"# {markdown(report.title)}: {versions}", ""]
    for text in report.warnings:
        lines += [f"> **Warning:** {markdown(text)}", ""]
    lines += [_summary(report), ""]
    for heading, changes in report.sections():
        lines += [f"## {heading}", ""]
        for each in changes:
            places = f"{_code(_place(each.old))} → {_code(_place(each.new))}"
            facts = f"{each.change.rule.id}, {_levels(each.change)}, {places}"
            lines.append(f"- {each.change.text} <sub>{facts}</sub>")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(report: Report) -> str:
    """Return a report for programs."""
    content = {
        "title": report.title,
        "old_version": report.old_version,
        "new_version": report.new_version,
        "bump": report.bump,
        "suggested_version": report.next_version,
        "warnings": list(report.warnings),
        "changes": [_change_object(each) for each in report.changes],
    }
    return json.dumps(content, indent=2, ensure_ascii=True)


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


def _summary(report: Report) -> str:
    if report.bump is None:
        return "Nothing changed for the users of the package."
    changes = pluralize(len(report.changes), "change")
    verb = "requires" if len(report.changes) == 1 else "require"
    return (
        f"{changes}, which {verb} a {report.bump} release: the version after "
        f"{report.old_release} should be {report.next_version}."
    )


def _levels(change: Change) -> str:
    return f"source {change.source}, wire {change.wire}"


def _place(place: Place) -> str:
    return f"{printable(place.file)}:{place.line}:{place.column}"


def _code(text: str) -> str:
    return "`" + printable(text).replace("`", "'") + "`"
