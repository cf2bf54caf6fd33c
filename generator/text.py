"""Small pure functions on text that any floor may use.

Everything that reaches a terminal or a log passes through `printable`: a document is
hostile input, and an escape sequence in a title must not move the reader's cursor.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["clip", "count", "indented", "listed", "printable", "window"]

# Cc control, Cf format (bidi overrides, zero width, tags), Cs surrogate, Co private
# use, Cn unassigned, Zl and Zp line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, *, keep: str = "") -> str:
    r"""Return `text` with control, bidi and other invisible characters escaped.

    The escapes are those of a Python literal (`\x1b`, `\u202e`); characters in `keep`
    (for instance a newline) stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character in keep else _visible(character) for character in text
    )


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def clip(text: str, width: int) -> str:
    """Shorten `text` to at most `width` characters, with an ellipsis where cut."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def window(line: str, offset: int, width: int) -> tuple[str, int]:
    """Cut `line` to `width` characters around `offset`.

    Returns the cut text and where `offset` lies in it: a minified document is one line
    of megabytes, and an excerpt must still fit a terminal.
    """
    if len(line) <= width:
        return line, offset
    start = max(0, min(offset - width // 3, len(line) - width))
    head = "…" if start else ""
    body = line[start + len(head) : start + width]
    tail = "…" if start + width < len(line) else ""
    return head + (body[:-1] if tail else body) + tail, offset - start


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 place", "3 places"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(items: Iterable[str], conjunction: str = "and", *, limit: int = 8) -> str:
    """Join names for a sentence: "a, b and c", the surplus counted."""
    names = list(items)
    if len(names) > limit:
        names = [*names[: limit - 1], f"{len(names) - limit + 1:,} more"]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


_compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def indented(value: Any, indent: int) -> str:
    """Return JSON as ``json.dumps(value, indent=indent, ensure_ascii=False)`` does,
    which leaves its fast encoder as soon as it indents.

    Raises ValueError for a number that JSON does not have.
    """
    parts: list[str] = []
    _indent(value, "\n", " " * indent, parts.append)
    return "".join(parts)


def _indent(value: Any, margin: str, step: str, add: Callable[[str], None]) -> None:
    inner = margin + step
    if isinstance(value, dict) and value:
        before = "{" + inner
        for key, member in value.items():
            head = f"{before}{_compact(key)}: "
            if isinstance(member, dict | list | tuple):
                add(head)
                _indent(member, inner, step, add)
            else:
                add(head + _compact(member))
            before = "," + inner
        add(margin + "}")
    elif isinstance(value, list | tuple) and value:
        before = "[" + inner
        for member in value:
            add(before)
            _indent(member, inner, step, add)
            before = "," + inner
        add(margin + "]")
    else:
        add(_compact(value))
