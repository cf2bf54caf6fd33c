"""Read the changelog of a generated project, also one that a merge left with conflicts."""

from __future__ import annotations

import os
import re
from pathlib import Path

from packaging.version import InvalidVersion, Version

from generator.conflict_markers import conflict_line, sides
from generator.emit import HEADER

__all__ = ["CHANGELOG", "read_changelog"]

CHANGELOG = "CHANGELOG.md"
_ENTRY = re.compile(r"^(?=## )", re.MULTILINE)
_FIRST = re.compile(r"First generated from version (`[^`\n]*`) of the API's document\.")


def read_changelog(project: Path) -> str | None:
    """Return the changelog of a project, or None if there is none.

    Of one with conflict markers, the entries of both sides are returned: each once, the
    newest version first.
    """
    path = project / CHANGELOG
    if os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return None
    text = text.replace("\r\n", "\n")
    return text if conflict_line(text) is None else _merged(text)


def _merged(text: str) -> str:
    first, second = (_ENTRY.split(side.removeprefix(HEADER)) for side in sides(text))
    heads = [head.strip("\n") for head in (first[0], second[0])]
    entries = [*_by_text(first[1:], second[1:])]
    entries.sort(key=_version, reverse=True)
    oldest = [place for place, each in enumerate(entries) if _FIRST.search(each)][-1:]
    for place, each in enumerate(entries):
        if place not in oldest:
            entries[place] = _FIRST.sub(r"Generated from version \1 of the API.", each)
    parts = [each for each in (*dict.fromkeys(heads), *entries) if each]
    return HEADER + "\n\n".join(parts) + "\n"


def _by_text(*sides: list[str]) -> dict[str, None]:
    """Return the entries of all sides, each once."""
    return dict.fromkeys(each.strip("\n") for side in sides for each in side)


def _version(entry: str) -> Version:
    """Return the version in the heading of an entry; the lowest one if there is none."""
    words = entry.partition("\n")[0].split()[1:2]
    try:
        return Version("".join(words).strip("[]"))
    except InvalidVersion:
        return Version("0.dev0")
