"""The entry of a version in the changelog of the generated package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.evolve.change import Change, quoted
from generator.evolve.report import SECTIONS, section, sentence

__all__ = ["entry"]

_MANY = 4
"""So many changes that differ in the symbol's owner alone become one line."""

_MOST = 200
"""How many changes of one section are told; a longer list is nobody's reading."""


def entry(changes: Sequence[Change]) -> list[tuple[str, list[str]]]:
    """Return headings with their lines, everything of a document between backticks."""
    found = []
    for heading in SECTIONS:
        # What a type came with has a line of its own.
        here = [
            each
            for each in changes
            if section(each) == heading and each.rule.id != "type-name-added"
        ]
        lines = list(dict.fromkeys(_lines(here)))
        if lines:
            found.append((heading, _clipped(lines)))
    return found


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    """Give the sentence of each change; what happened alike in many places is one."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in changes:
        name = re.split(r"[.(]", each.symbol)[-1]
        key = each.rule.id, name, each.old, each.new
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        if len(group) < _MANY:
            yield from map(sentence, group)
            continue
        first, *others = group
        symbols = dict.fromkeys(quoted(each.symbol) for each in others)
        yield f"{sentence(first)} Likewise {', '.join(symbols)}."


def _clipped(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST:
        return lines
    return [*lines[:_MOST], f"And {len(lines) - _MOST:,} more."]
