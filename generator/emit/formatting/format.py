"""Python source in black's style, without black where nothing has to be broken."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.emit.formatting.layout import WIDTH, Unusual, broken, broken_element
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.emit.formatting import black_fallback as by_black
else:
    by_black = LazyModule("generator.emit.formatting.black_fallback")

__all__ = ["formatted"]

_HEADS = ("class ", "def ", "async def ")
_BLOCKS = (*_HEADS, "@")
_INNER = (" ", ")", "]", "}")
_OTHER_WIDTHS = re.compile("[^ -\u02ff\u2010-\u2027]")
"""Characters that may be none or two columns wide (Unicode Standard Annex 11)."""


def formatted(source: str) -> str:
    """Return a rendered module as black would print it.

    `source` has one statement on a line, docstrings as `docstring` makes them, and is
    black's by construction but for the length of lines and blank lines: two around what
    stands at the margin, one between methods, none at the start of a block or after a
    decorator.
    """
    lines: list[str] = []
    previous = ""
    blank = after_block = in_doc = decorated = False
    for raw in source.split("\n"):
        line = raw.rstrip()
        if in_doc:
            lines.append(line)
            in_doc = not _closes(line.lstrip())
            previous, blank = line, False
            continue
        text = line.lstrip()
        if not text:
            blank = True
            continue
        opens_block = text.startswith(_BLOCKS)
        at_margin = not line.startswith(_INNER)
        if not decorated and (blank or opens_block or at_margin):
            lines += [""] * _blank_lines(previous, line, blank, after_block)
        is_doc = text.startswith('"""')
        if is_doc or _fits(line):
            lines.append(line)
        else:
            lines += _broken(text, len(line) - len(text))
        in_doc = is_doc and (len(text) < 6 or not _closes(text))
        if at_margin:
            after_block = opens_block
        decorated = text.startswith("@") or (decorated and not text.startswith(_HEADS))
        previous, blank = lines[-1], False
    return "\n".join(lines) + "\n"


def _fits(line: str) -> bool:
    """Tell whether a line certainly fits: black counts some characters twice."""
    if line.isascii():
        return len(line) <= WIDTH
    return len(line) + len(_OTHER_WIDTHS.findall(line)) <= WIDTH


@lru_cache(maxsize=50_000)
def _broken(text: str, indent: int) -> list[str]:
    if not text.isascii() and _OTHER_WIDTHS.search(text):
        return _by_black(text, indent)
    if text.endswith(","):
        return broken_element(text, indent, _element)
    try:
        return broken(text, indent, _element)
    except Unusual:
        return by_black.statement(text, indent)


def _by_black(text: str, indent: int) -> list[str]:
    if text.endswith(","):
        return by_black.element(text, indent, "")
    return by_black.statement(text, indent)


def _element(text: str, indent: int, kind: str) -> list[str]:
    return by_black.element(text, indent, kind)  # Loads black: few runs come here.


def _closes(text: str) -> bool:
    return text.endswith('"""')  # `docstring` escapes the quotes of the text.


def _blank_lines(previous: str, line: str, blank: bool, after_block: bool) -> int:
    text, before = line.strip(), previous.strip()
    if not previous:
        return 0
    if not line.startswith(_INNER):
        if line.startswith(_BLOCKS) or (after_block and previous.startswith(" ")):
            return 2
        return 1 if blank else 0
    if text.startswith(_BLOCKS):
        return _before_method(previous, line)
    return 1 if blank and not before.endswith((":", "(", "[", "{")) else 0


def _before_method(previous: str, line: str) -> int:
    before = previous.strip()
    if before.endswith(": ..."):
        return 0
    opens = before.endswith(":") and len(previous) - len(before) < _depth(line)
    return 0 if opens else 1


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
