"""The changes of a version, as sections of the generated package's changelog."""

from __future__ import annotations

from collections.abc import Sequence

from generator.evolve.change import SECTIONS, Change
from generator.evolve.report.sentences import sentences
from generator.text import names_in

__all__ = ["changelog_sections"]

_MAX_LINES = 200
"""Maximum number of changes per section, without names to use instead of others: users
look for each."""
_RENAMED = frozenset(names_in("""
    model-alias-removed model-rename-lost model-renamed operation-alias-removed
    operation-rename-lost operation-renamed
    """))


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
        lines = sentences(others)
        if len(lines) > _MAX_LINES:
            lines[_MAX_LINES:] = [f"And {len(lines) - _MAX_LINES:,} more."]
        lines = [*(each.text for each in renamed), *lines]
        if lines:
            found.append((heading, lines))
    return found
