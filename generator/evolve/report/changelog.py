"""The changes of a version, as sections of the generated package's changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.evolve.change import SECTIONS, Change, code_span

__all__ = ["changelog_sections"]

_MIN_GROUPED_CHANGES = 4
"""Number of changes, equal but for the owner of the symbol, that share one line."""

_MAX_LINES = 200
"""Maximum number of changes per section, without renamed methods: users look for each."""
_RENAMED = frozenset({"operation-renamed", "operation-alias-removed"})


def changelog_sections(changes: Sequence[Change]) -> list[tuple[str, list[str]]]:
    """Return the headings with their lines; text from a document is in code spans."""
    found = []
    for heading in SECTIONS:
        # An inline type is added together with a property or an argument.
        listed = [
            each
            for each in changes
            if each.section == heading and each.rule.id != "type-name-added"
        ]
        renamed = [each for each in listed if each.rule.id in _RENAMED]
        others = [each for each in listed if each.rule.id not in _RENAMED]
        lines = list(dict.fromkeys(_lines(others)))
        if len(lines) > _MAX_LINES:
            lines[_MAX_LINES:] = [f"And {len(lines) - _MAX_LINES:,} more."]
        lines = [*(each.text for each in renamed), *lines]
        if lines:
            found.append((heading, lines))
    return found


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the sentence of each change, and one for several changes that are equal but
    for the owner of the symbol.
    """
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in changes:
        name = re.split(r"[.(]", each.symbol)[-1]
        key = each.rule.id, name, each.old, each.new
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        if len(group) < _MIN_GROUPED_CHANGES:
            yield from (each.text for each in group)
            continue
        first, *others = group
        symbols = dict.fromkeys(code_span(each.symbol) for each in others)
        yield f"{first.text} Likewise {', '.join(symbols)}."
