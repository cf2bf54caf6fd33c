"""The changelog of the generated project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.code import Code, markdown, trusted
from generator.emit.environment import render

__all__ = ["HEADER", "render_entry"]

HEADER = "# Changelog\n\n"


@dataclass(frozen=True, slots=True)
class _View:
    heading: Code
    lines: tuple[Code, ...]


def render_entry(
    version: str, note: str, sections: Sequence[tuple[str, Sequence[str]]]
) -> str:
    """Return the entry of a version, with a note under its heading.

    `sections` are headings with their lines; text of a document in them is between
    backticks.
    """
    views = tuple(
        _View(trusted(heading), tuple(map(_line, lines))) for heading, lines in sections
    )
    return render(
        "CHANGELOG.md.j2", version=trusted(version), note=_line(note), sections=views
    )


def _line(text: str) -> Code:
    """Return a line of Markdown in which text between backticks is code, and all other
    text is literal.
    """
    parts = re.split(r"`([^`]*)`", " ".join(text.split()))
    return Code(
        "".join(
            f"`{part}`" if place % 2 else _spaced(part)
            for place, part in enumerate(parts)
        )
    )


def _spaced(text: str) -> str:
    """Return literal Markdown with the spaces at both ends, which `markdown` strips."""
    literal = str(markdown(text))
    head = " " if text[:1] == " " else ""
    tail = " " if text[-1:] == " " and literal else ""
    return f"{head}{literal}{tail}"
