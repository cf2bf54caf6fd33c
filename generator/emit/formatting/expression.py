"""Python source parsed as far as the layout needs it: brackets, what they hold, and
strings as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Bracket", "Expression", "parse"]

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[()\[\]{},]|[^()\[\]{},"\']+'
)
_OPERATOR = re.compile(r" if | or | and |\. |[^|=!<>] [-+*/%] |\bnot\b")


class Bracket(NamedTuple):
    """A pair of brackets and the elements between them."""

    opening: str
    elements: tuple[Expression, ...]
    has_trailing_comma: bool
    is_display: bool
    """Whether it is a list, tuple, dict or set, not arguments or a subscript."""
    text: str

    @property
    def closing(self) -> str:
        return _CLOSING[self.opening]


class Expression(NamedTuple):
    """An expression, or a statement, as its parts in order; `text` is all of it."""

    parts: tuple[Bracket | str, ...]
    text: str

    @classmethod
    def of(cls, parts: Sequence[Bracket | str]) -> Expression:
        """Return the expression that has these parts."""
        kept = [part for part in parts if part != ""]
        text = "".join([p if isinstance(p, str) else p.text for p in kept])
        return cls(tuple(kept), text)

    @property
    def last_bracket(self) -> Bracket | None:
        """The bracket at the end; None where the expression does not end with one."""
        last = self.parts[-1] if self.parts else ""
        return None if isinstance(last, str) else last

    @property
    def head(self) -> str:
        """The text before the last bracket."""
        bracket = self.last_bracket
        return self.text[: -len(bracket.text)] if bracket else self.text

    @property
    def operands(self) -> tuple[Expression, ...]:
        """The operands of ``|``; the expression itself where there is no ``|``."""
        return self.split(" | ")

    @property
    def has_operator(self) -> bool:
        """Whether there is an operator other than ``|`` outside of brackets."""
        return any(
            isinstance(part, str) and not _is_string(part) and _OPERATOR.search(part)
            for part in self.parts
        )

    def split(self, separator: str) -> tuple[Expression, ...]:
        """Split at `separator`, outside of brackets and strings."""
        found: list[list[Bracket | str]] = [[]]
        for part in self.parts:
            if not isinstance(part, str) or _is_string(part) or separator not in part:
                found[-1].append(part)
                continue
            first, *others = part.split(separator)
            found[-1].append(first)
            found += [[other] for other in others]
        return tuple([Expression.of(parts) for parts in found])


def parse(text: str) -> Expression:
    """Parse an expression or a statement that stands on one line."""
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
    return Expression.of(stack[0][0])


def _bracket(
    opening: str, elements: list[list[Bracket | str]], before: list[Bracket | str]
) -> Bracket:
    ends_with_comma = all(isinstance(p, str) and p.isspace() for p in elements[-1])
    for each in elements[1:]:
        if each and isinstance(each[0], str):
            each[0] = each[0].lstrip()
    found = tuple([Expression.of(each) for each in elements])
    if ends_with_comma:
        found = found[:-1]
    has_trailing_comma = ends_with_comma and bool(found)
    inner = ", ".join([each.text for each in found])
    comma = "," if has_trailing_comma else ""
    text = f"{opening}{inner}{comma}{_CLOSING[opening]}"
    is_display = not before or not _ends_a_name(before[-1])
    return Bracket(opening, found, has_trailing_comma, is_display, text)


def _ends_a_name(part: Bracket | str) -> bool:
    if not isinstance(part, str):
        return True
    last = part[-1:]
    return last.isalnum() or last == "_"


def _is_string(part: str) -> bool:
    return part[:1] in ('"', "'")
