"""Formats Python source as black does, without black where no line is too long."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.emit.formatting.layout import (
    MAX_WIDTH,
    UnsupportedLayout,
    split_element,
    split_statement,
)
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.emit.formatting import black_fallback
else:
    # Few runs need black, and importing it takes a tenth of a second.
    black_fallback = LazyModule("generator.emit.formatting.black_fallback")

__all__ = ["formatted"]

_FUNCTIONS_AND_CLASSES = ("class ", "def ", "async def ")
_BLOCKS = (*_FUNCTIONS_AND_CLASSES, "@")
_CONTINUATIONS = (" ", ")", "]", "}")
"""The beginnings of lines that do not start a statement at the margin."""
_OTHER_WIDTHS = re.compile("[^ -\u02ff\u2010-\u2027]")
"""Characters that may be zero or two columns wide (Unicode Standard Annex 11)."""


def formatted(source: str) -> str:
    """Return a rendered module as black formats it.

    `source` has one statement on a line, docstrings as `docstring` makes them, and
    black's format but for the length of lines and for blank lines. Black wants two
    blank lines around a function or class at the margin, one between methods, and none
    at the start of a block or after a decorator.
    """
    lines: list[str] = []
    previous = ""
    blank = after_block = in_docstring = decorated = False
    for raw in source.split("\n"):
        line = raw.rstrip()
        if in_docstring:
            lines.append(line)
            # `docstring` escapes the quotes in a text.
            in_docstring = not line.endswith('"""')
            previous, blank = line, False
            continue
        text = line.lstrip()
        if not text:
            blank = True
            continue
        opens_block = text.startswith(_BLOCKS)
        at_margin = not line.startswith(_CONTINUATIONS)
        if not decorated and (blank or opens_block or at_margin):
            lines += [""] * _blank_lines(previous, line, blank, after_block)
        is_docstring = text.startswith('"""')
        if is_docstring or _fits(line):
            lines.append(line)
        else:
            lines += _split(text, len(line) - len(text))
        in_docstring = is_docstring and (len(text) < 6 or not text.endswith('"""'))
        if at_margin:
            after_block = opens_block
        is_head = text.startswith(_FUNCTIONS_AND_CLASSES)
        decorated = text.startswith("@") or (decorated and not is_head)
        previous, blank = lines[-1], False
    return "\n".join(lines) + "\n"


def _fits(line: str) -> bool:
    """Return whether a line is certainly short enough for black, which counts columns,
    not characters.
    """
    if line.isascii():
        return len(line) <= MAX_WIDTH
    return len(line) + len(_OTHER_WIDTHS.findall(line)) <= MAX_WIDTH


@lru_cache(maxsize=50_000)
def _split(text: str, indent: int) -> list[str]:
    is_element = text.endswith(",")
    if not text.isascii() and _OTHER_WIDTHS.search(text):
        if is_element:
            return black_fallback.split_element(text, indent, False)
        return black_fallback.split_statement(text, indent)
    if is_element:
        return split_element(text, indent, _split_element_by_black)
    try:
        return split_statement(text, indent, _split_element_by_black)
    except UnsupportedLayout:
        return black_fallback.split_statement(text, indent)


def _split_element_by_black(text: str, indent: int, is_parameter: bool) -> list[str]:
    # A function, so that black is not imported before it is needed.
    return black_fallback.split_element(text, indent, is_parameter)


def _blank_lines(previous: str, line: str, blank: bool, after_block: bool) -> int:
    """Return how many blank lines belong between `previous` and `line`.

    `blank` tells whether the source has any there; `after_block` whether the last line
    at the margin opened a block.
    """
    text, before = line.strip(), previous.strip()
    if not previous:
        return 0
    if not line.startswith(_CONTINUATIONS):
        if line.startswith(_BLOCKS) or (after_block and previous.startswith(" ")):
            return 2
        return 1 if blank else 0
    if text.startswith(_BLOCKS):
        return _blank_lines_before_method(previous, line)
    return 1 if blank and not before.endswith((":", "(", "[", "{")) else 0


def _blank_lines_before_method(previous: str, line: str) -> int:
    before = previous.strip()
    if before.endswith(": ..."):
        return 0
    opens = before.endswith(":") and _indentation(previous) < _indentation(line)
    return 0 if opens else 1


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
