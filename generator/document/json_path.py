"""Normalized JSONPaths (RFC 9535 section 2.7), each of which names one node.

They are read here rather than by the JSONPath library, which does not know every escape
of a name, and whose limits are for paths that search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["NodePath", "normalized_path", "parse_normalized_path"]

NodePath = tuple[str | int, ...]
"""The keys and indices that lead to a node."""

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = {value: f"\\{name}" for name, value in _ESCAPES.items()}
_SPECIAL = re.compile(r"['\\\x00-\x1f]")
_NAME = r"'((?:[^'\\\x00-\x1f]|\\(?:[bfnrt/'\\]|u[0-9a-fA-F]{4}))*)'"
_SELECTOR = re.compile(rf"\[(?:(0|[1-9][0-9]{{0,8}})|{_NAME})\]")
_ESCAPE = re.compile(r"\\(?:u(....)|(.))")


def normalized_path(parts: Iterable[str | int]) -> str:
    """Return the path of a node: ``$['paths']['/a']['get']['parameters'][0]``."""
    return "$" + "".join(
        f"[{part}]" if type(part) is int else f"['{_quote(str(part))}']"
        for part in parts
    )


def parse_normalized_path(path: str) -> NodePath | None:
    """Return the keys and indices of a normalized path, None for any other one."""
    if not path.startswith("$"):
        return None
    parts: list[str | int] = []
    end = 1
    while end < len(path):
        match = _SELECTOR.match(path, end)
        if match is None:
            return None
        index, name = match.groups()
        try:
            parts.append(int(index) if index else _unquote(name))
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
