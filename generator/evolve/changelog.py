"""The entry of a version in the changelog of the generated package."""

from __future__ import annotations

from collections.abc import Sequence

from generator.evolve.change import Change
from generator.evolve.report import SECTIONS, section, sentence

__all__ = ["entry"]

_MOST = 200
"""How many changes of one section are told; a longer list is nobody's reading."""


def entry(changes: Sequence[Change]) -> list[tuple[str, list[str]]]:
    """Return headings with their lines, everything of a document between backticks."""
    found = []
    for heading in SECTIONS:
        here = [c for c in changes if section(c) == heading]
        # What a type came with has a line of its own.
        lines = dict.fromkeys(
            sentence(c) for c in here if c.rule.id != "type-name-added"
        )
        if lines:
            found.append((heading, _clipped(list(lines))))
    return found


def _clipped(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST:
        return lines
    return [*lines[:_MOST], f"And {len(lines) - _MOST:,} more."]
