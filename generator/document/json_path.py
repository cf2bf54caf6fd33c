"""JSONPaths that name one node (singular queries, RFC 9535 section 2.3.5.1).

They are read here rather than by the JSONPath library, which does not know every escape
of a name. They need none of the limits of paths that search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.document.limits import MAX_DEPTH

__all__ = ["NodePath", "normalized_path", "parse_singular_query"]

NodePath = tuple[str | int, ...]
"""The keys and indices that lead to a node."""

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = {value: f"\\{name}" for name, value in _ESCAPES.items()}
_SPECIAL = re.compile(r"['\\\x00-\x1f]")
_HEX = "[0-9a-fA-F]{4}"
_SELECTOR = re.compile(
    r"\[(?P<index>0|[1-9][0-9]{0,8})\]"
    rf"|\['(?P<name>(?:[^'\\\x00-\x1f]|\\(?:[bfnrt/\\']|u{_HEX}))*)'\]"
    rf'|\["(?P<other>(?:[^"\\\x00-\x1f]|\\(?:[bfnrt/\\"]|u{_HEX}))*)"\]'
    r"|\.(?P<short>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)"
)
_ESCAPE = re.compile(r"\\(?:u(....)|(.))")


def normalized_path(parts: Iterable[str | int]) -> str:
    """Return the normalized path of a node (RFC 9535 section 2.7), such as
    ``$['paths']['/a']['get']['parameters'][0]``.
    """
    return "$" + "".join(
        f"[{part}]" if type(part) is int else f"['{_quote(str(part))}']"
        for part in parts
    )


def parse_singular_query(path: str) -> NodePath | None:
    """Return the keys and indices of a singular query; None for any other path, and for
    one with blanks, with an index from the end, or deeper than a document can be.
    """
    if not path.startswith("$"):
        return None
    parts: list[str | int] = []
    end = 1
    while end < len(path):
        match = _SELECTOR.match(path, end)
        if match is None or len(parts) == MAX_DEPTH:
            return None
        try:
            is_index = match.lastgroup == "index"
            text = match[match.lastgroup or 0]
            parts.append(int(text) if is_index else _unquote(text))
        except UnicodeDecodeError:  # half of a surrogate pair
            return None
        end = match.end()
    return tuple(parts)


def _quote(name: str) -> str:
    return _SPECIAL.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in "'\\":
        return f"\\{character}"
    return _ESCAPED.get(character) or f"\\u{ord(character):04x}"


def _unquote(name: str) -> str:
    if "\\" not in name:
        return name
    text = _ESCAPE.sub(_unescape, name)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _unescape(match: re.Match[str]) -> str:
    number, character = match.groups()
    return chr(int(number, 16)) if number else _ESCAPES.get(character, character)
