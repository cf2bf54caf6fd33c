"""Python expressions as far as laying them out needs them: brackets and what is
between, strings kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Bracket", "Expression", "expression", "parse"]

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[()\[\]{},]|[^()\[\]{},"\']+'
)
_OPERATOR = re.compile(r" if | or | and |\. |[^|=!<>] [-+*/%] |\bnot\b")


class Bracket(NamedTuple):
    """A pair of brackets; the last of its elements may have a comma behind it."""

    opening: str
    elements: tuple[Expression, ...]
    has_comma: bool
    is_display: bool
    """Whether it is a list, tuple, dict or set, not arguments or a subscript."""
    flat: str

    @property
    def closing(self) -> str:
        return _CLOSING[self.opening]


class Expression(NamedTuple):
    """Brackets, strings and other text, in order."""

    parts: tuple[Bracket | str, ...]
    flat: str

    @property
    def bracket(self) -> Bracket | None:
        """The bracket at the end."""
        last = self.parts[-1] if self.parts else ""
        return None if isinstance(last, str) else last

    @property
    def head(self) -> str:
        """What stands before the bracket at the end."""
        bracket = self.bracket
        return self.flat[: -len(bracket.flat)] if bracket else self.flat

    @property
    def operands(self) -> tuple[Expression, ...]:
        """What ``|`` joins."""
        return self.split(" | ")

    @property
    def has_operator(self) -> bool:
        """Whether another operator than ``|`` stands in it, outside of brackets."""
        return any(
            isinstance(part, str) and not _is_string(part) and _OPERATOR.search(part)
            for part in self.parts
        )

    def split(self, separator: str, times: int = 0) -> tuple[Expression, ...]:
        """Split where the text between brackets and strings is `separator`."""
        found: list[list[Bracket | str]] = [[]]
        for part in self.parts:
            if not isinstance(part, str) or _is_string(part) or separator not in part:
                found[-1].append(part)
                continue
            first, *others = part.split(separator)
            found[-1].append(first)
            found += [[other] for other in others]
        return tuple([expression(parts) for parts in found])


def parse(text: str) -> Expression:
    """Return the expression, or the statement, that `text` is."""
    stack: list[list[list[Bracket | str]]] = [[[]]]
    opened: list[str] = []
    for token in _TOKEN.findall(text):
        if token in _CLOSING:
            opened.append(token)
            stack.append([[]])
        elif token in _CLOSING.values() and opened:
            elements = stack.pop()
            stack[-1][-1].append(_bracket(opened.pop(), elements, stack[-1][-1]))
        elif token == "," and opened:
            stack[-1].append([])
        else:
            stack[-1][-1].append(token)
    return expression(stack[0][0])


def _bracket(
    opening: str, elements: list[list[Bracket | str]], before: list[Bracket | str]
) -> Bracket:
    has_comma = all(isinstance(p, str) and p.isspace() for p in elements[-1])
    for each in elements[1:]:
        if each and isinstance(each[0], str):
            each[0] = each[0].lstrip()
    found = tuple([expression(each) for each in elements])
    if has_comma:
        found = found[:-1]
    inner = ", ".join([each.flat for each in found])
    comma = "," if has_comma and found else ""
    is_display = not before or not _ends_a_name(before[-1])
    flat = f"{opening}{inner}{comma}{_CLOSING[opening]}"
    return Bracket(opening, found, bool(comma), is_display, flat)


def _ends_a_name(part: Bracket | str) -> bool:
    if not isinstance(part, str):
        return True
    last = part[-1:]
    return last.isalnum() or last == "_"


def expression(parts: Sequence[Bracket | str]) -> Expression:
    """Return the expression that has these parts."""
    kept = [part for part in parts if part != ""]
    flat = "".join([p if isinstance(p, str) else p.flat for p in kept])
    return Expression(tuple(kept), flat)


def _is_string(part: str) -> bool:
    return part[:1] in ('"', "'")
