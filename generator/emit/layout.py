"""Long statements broken over lines as black breaks them.

The templates print each statement on one line. Black itself takes a millisecond for a
long one; the few shapes that make up nearly all of an emitted package are laid out
here by the same rules, and everything else is left to black.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

__all__ = ["WIDTH", "Unusual", "broken", "broken_element"]

WIDTH = 88
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = {")", "]", "}"}
_STRUCTURE = re.compile(r"[()\[\]{},]")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_OPERATOR = re.compile(r" \| | if | or | and |\. ")


Fallback: TypeAlias = Callable[[str, int, str], list[str]]


class Unusual(Exception):
    """A statement whose layout only black knows."""


def broken(text: str, indent: int, other: Fallback) -> list[str]:
    """Return the lines of a statement that begins at `indent`.

    `other` breaks a part of an unusual shape. Raises Unusual where the statement as a
    whole has one.
    """
    if indent + len(text) <= WIDTH:
        return [" " * indent + text]
    if text.startswith("from "):
        return _import(text, indent)
    opening, closing = _bracket(text)
    head, body, tail = text[: opening + 1], text[opening + 1 : closing], text[closing:]
    margin = " " * indent
    if max(len(head), len(tail)) + indent > WIDTH or not body:
        raise Unusual(text)
    is_definition = text.startswith(("def ", "async def "))
    if is_definition and "," not in body:
        body += ","
    kind = "def" if is_definition else ""
    explode = _is_display(text, opening)
    lines = _body(body, indent + 4, other, kind, explode=explode)
    return [margin + head, *lines, margin + tail]


def _import(text: str, indent: int) -> list[str]:
    head, _, names = text.partition(" import ")
    margin = " " * indent
    listed = [f"{margin}    {name}," for name in names.split(", ")]
    return [f"{margin}{head} import (", *listed, f"{margin})"]


def _bracket(text: str) -> tuple[int, int]:
    """Return the bracket pair that is broken: the first of a definition, else the
    last.
    """
    pairs = list(_pairs(text))
    if not pairs:
        raise Unusual(text)
    if text.startswith(("def ", "async def ", "class ")):
        return min(pairs)
    opening, closing = max(pairs, key=lambda pair: pair[1])
    if text[closing + 1 :] not in ("", ",") or _has_operator(text[:opening]):
        raise Unusual(text)
    return opening, closing


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Give the outermost bracket pairs."""
    start = 0
    for place, character, depth in _walk(text):
        if depth == 1 and character in _OPENING:
            start = place
        elif depth == 0 and character in _CLOSING:
            yield start, place


def _walk(text: str) -> Iterator[tuple[int, str, int]]:
    """Give each bracket and comma outside of strings with the depth after it."""
    depth = 0
    for found in _STRUCTURE.finditer(_without_strings(text)):
        character = found.group()
        depth += (character in _OPENING) - (character in _CLOSING)
        yield found.start(), character, depth


def _without_strings(text: str) -> str:
    """Return the text with every string blanked out, places kept."""
    return _STRING.sub(lambda string: "'" * len(string.group()), text)


def _has_operator(head: str) -> bool:
    """Tell whether something before the bracket could be broken as well."""
    plain, start = [], 0
    for opening, closing in _pairs(head):
        plain.append(head[start:opening])
        start = closing
    rest = _without_strings("".join([*plain, head[start:]]))
    return _OPERATOR.search(rest) is not None


def _is_display(text: str, opening: int) -> bool:
    """Tell whether a bracket opens a list, tuple, dict or import, not arguments."""
    before = text[:opening].rstrip()
    return not before or not (before[-1].isalnum() or before[-1] in "_)]")


def _body(
    body: str, indent: int, other: Fallback, kind: str, *, explode: bool
) -> list[str]:
    magic = body.endswith(",")
    elements = list(_elements(body.rstrip(", ") if magic else body))
    several = len(elements) > 1
    if not magic and not (explode and several) and indent + len(body) <= WIDTH:
        return [" " * indent + body]
    if not several and not magic:
        return _single(body, indent, other)
    return [
        line
        for each in elements
        for line in broken_element(f"{each},", indent, other, kind)
    ]


def _single(body: str, indent: int, other: Fallback) -> list[str]:
    """A body without commas is broken at its own last bracket."""
    if _has_operator(body) or "lambda" in body.split("(")[0].split("[")[0]:
        raise Unusual(body)
    return broken(body, indent, other)


def _elements(body: str) -> Iterator[str]:
    """Split at the outermost commas."""
    start = 0
    for place, character, depth in _walk(body):
        if character == "," and depth == 0:
            yield body[start:place].strip()
            start = place + 1
    yield body[start:].strip()


def broken_element(
    text: str, indent: int, other: Fallback, kind: str = ""
) -> list[str]:
    """Return the lines of one member of a bracket, its comma included; `kind` is
    "def" for a parameter.
    """
    if indent + len(text) <= WIDTH or _is_solid(text):
        return [" " * indent + text]
    try:
        if _has_operator(text) or text.startswith("**"):
            raise Unusual(text)
        return broken(text, indent, other)
    except Unusual:
        return other(text, indent, kind)


def _is_solid(text: str) -> bool:
    """Tell whether there is nothing to break: names and strings without brackets."""
    outside = _without_strings(text)
    return not any(c in "([{" for c in outside) and " " not in outside.rstrip(
        ": ,"
    ).replace(": ", "")
