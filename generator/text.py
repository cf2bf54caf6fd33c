"""Pure functions on text that every package of the generator may use.

Text of a document that is printed on a terminal or written to a log passes through
`printable`: an escape sequence in a title must not control the terminal.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

__all__ = [
    "DEVICES",
    "content_digest",
    "dump_json",
    "excerpt",
    "is_token",
    "join_words",
    "module_name",
    "names_in",
    "pluralize",
    "printable",
    "truncate",
]

# Cc control, Cf format (bidi overrides, zero width, tags), Cs surrogate, Co private
# use, Cn unassigned, Zl and Zp line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MAX_WORDS = 8
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin", "conout"}
    | {f"{name}{number}" for name in ("com", "lpt") for number in range(10)}
)
"""File names that Windows keeps for devices: in any folder, and with any extension."""


def content_digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes of a text, in hexadecimal.

    CRLF counts as LF: git may convert line endings in a checkout.
    """
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that blanks separate: a long list of names as a paragraph."""
    return tuple(text.split())


def module_name(path: str) -> str:
    """Return the name of the files of a resource, given its path from the client.

    It is the path itself, but for the name of a device on Windows; ``client`` for the
    methods of the client itself.
    """
    name = path.replace(".", "_") or "client"
    return f"{name}_" if name.lower() in DEVICES else name


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


def truncate(text: str, width: int) -> str:
    """Return `text`, cut to at most `width` characters that end with an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def excerpt(line: str, offset: int, width: int) -> tuple[str, int]:
    """Return at most `width` characters of `line` around `offset`, and its new offset.

    A minified document is one line of megabytes, and an excerpt must fit a terminal.
    """
    if len(line) <= width:
        return line, offset
    start = max(0, min(offset - width // 3, len(line) - width))
    head = "…" if start else ""
    body = line[start + len(head) : start + width]
    tail = "…" if start + width < len(line) else ""
    return head + (body[:-1] if tail else body) + tail, offset - start


def pluralize(number: int, noun: str) -> str:
    """Return a number with its noun, as "1 place" or "3,000 places"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def join_words(items: Iterable[str]) -> str:
    """Return words as "a, b or c"; more than eight as seven and "or 5 more"."""
    words = list(items)
    if len(words) > _MAX_WORDS:
        more = len(words) - _MAX_WORDS + 1
        words[_MAX_WORDS - 1 :] = [f"{more:,} more"]
    *others, last = words or [""]
    return f"{', '.join(others)} or {last}" if others else last


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def dump_json(value: Any, indent: int) -> str:
    """Return ``json.dumps(value, indent=indent, ensure_ascii=False)``, but faster.

    The standard library encodes in Python as soon as it indents; this encodes whole
    scalars and keys in C. Raises ValueError for NaN and infinities.
    """
    parts: list[str] = []
    _dump(value, "\n", " " * indent, parts.append)
    return "".join(parts)


def _dump(value: Any, margin: str, step: str, add: Callable[[str], None]) -> None:
    inner = margin + step
    if isinstance(value, dict) and value:
        before = "{" + inner
        for key, member in value.items():
            head = f"{before}{_encode(key)}: "
            if isinstance(member, dict | list | tuple):
                add(head)
                _dump(member, inner, step, add)
            else:
                add(head + _encode(member))
            before = "," + inner
        add(margin + "}")
    elif isinstance(value, list | tuple) and value:
        before = "[" + inner
        for member in value:
            add(before)
            _dump(member, inner, step, add)
            before = "," + inner
        add(margin + "]")
    else:
        add(_encode(value))


def is_token(text: str) -> bool:
    """Return whether a text is a token of HTTP (RFC 9110, 5.6.2): the name of a header,
    of a cookie (RFC 6265, 4.1.1) or of an authentication scheme.
    """
    return _TOKEN.fullmatch(text) is not None
