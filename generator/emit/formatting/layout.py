"""Long statements broken over lines as black breaks them.

The templates print each statement on one line. Black itself takes milliseconds for a
long one; the shapes that make up nearly all of an emitted package are laid out here by
the same rules, and everything else is left to black.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from generator.emit.formatting.expression import Bracket, Expression, expression, parse

__all__ = ["WIDTH", "Unusual", "broken", "broken_element"]

WIDTH = 88
_KEY_ENDS = ('": ', "': ")
_DEFINITIONS = ("def ", "async def ", "class ")


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
    layout = _Layout(other)
    if text.startswith(_DEFINITIONS):
        return layout.definition(parse(text), indent)
    return layout.statement(parse(text), indent)


def broken_element(
    text: str, indent: int, other: Fallback, kind: str = ""
) -> list[str]:
    """Return the lines of one member of a bracket, its comma included; `kind` is
    "def" for a parameter.
    """
    element = parse(text.removesuffix(","))
    return _Layout(other).element(element, indent, kind)


def _import(text: str, indent: int) -> list[str]:
    head, _, names = text.partition(" import ")
    margin = " " * indent
    listed = [f"{margin}    {name}," for name in names.split(", ")]
    return [f"{margin}{head} import (", *listed, f"{margin})"]


class _Layout:
    """The rules; each method returns lines."""

    def __init__(self, other: Fallback) -> None:
        self._other = other

    def definition(self, text: Expression, indent: int) -> list[str]:
        """A definition is broken at its first bracket, whatever its length."""
        place = next((i for i, p in enumerate(text.parts) if isinstance(p, Bracket)), 0)
        bracket = text.parts[place]
        if isinstance(bracket, str) or not bracket.elements:
            raise Unusual(text.flat)
        head = expression(text.parts[:place]).flat
        kind = "" if head.startswith("class ") else "def"
        margin = " " * indent
        return [
            f"{margin}{head}{bracket.opening}",
            *self._inside(bracket, indent + 4, kind),
            *self._result(bracket, expression(text.parts[place + 1 :]), indent),
        ]

    def _result(self, bracket: Bracket, text: Expression, indent: int) -> list[str]:
        """The end of a definition: what it returns."""
        margin = " " * indent
        if indent + 1 + len(text.flat) <= WIDTH:
            return [f"{margin}{bracket.closing}{text.flat}"]
        annotation, *end = text.split(":")
        arrow = " -> "
        inner = parse(annotation.flat.removeprefix(arrow))
        is_solid = len(inner.operands) == 1
        is_deep = inner.bracket or indent + 4 + len(inner.flat) > WIDTH
        is_text = inner.flat.startswith(('"', "'"))
        if (is_solid and is_deep) or is_text or not annotation.flat.startswith(arrow):
            raise Unusual(text.flat)
        last = "".join(f":{each.flat}" for each in end)
        return [
            f"{margin}{bracket.closing}{arrow}(",
            *self._alone(inner, indent + 4, ""),
            f"{margin}){last}",
        ]

    def statement(self, text: Expression, indent: int) -> list[str]:
        """An assignment, or what ends with a bracket; ``with x(...) as y:``."""
        match text.parts:
            case str(head), Bracket() as bracket, str(tail) if head.startswith("with "):
                return self._around(head, bracket, tail, indent, "")
        sides = text.split(" = ")
        if len(sides) == 2:
            return self._assignment(*sides, indent)
        if len(sides) == 1 and _target(text):
            return self._annotated(text, None, "", indent)
        if len(sides) > 1 or len(text.operands) > 1:
            raise Unusual(text.flat)
        return self._at_the_end(text, indent, "")

    def _assignment(
        self, target: Expression, value: Expression, indent: int
    ) -> list[str]:
        """Broken at the value, in parentheses around the value, or at the annotation."""
        head = f"{target.flat} = "
        margin = " " * indent
        several = len(value.operands) > 1
        if value.has_operator:
            raise Unusual(head + value.flat)
        if value.bracket and not several:
            opening = f"{head}{value.head}{value.bracket.opening}"
            if indent + len(opening) <= WIDTH:
                return self._around(head + value.head, value.bracket, "", indent, "")
        if indent + len(head) + 1 <= WIDTH:
            inner = self._alone(value, indent + 4, "")
            if value.bracket and not several and any(len(n) > WIDTH for n in inner):
                raise Unusual(head + value.flat)
            return [f"{margin}{head}(", *inner, f"{margin})"]
        if several or not _target(target):
            raise Unusual(head + value.flat)
        return self._annotated(target, value, "", indent)

    def _annotated(
        self, target: Expression, value: Expression | None, tail: str, indent: int
    ) -> list[str]:
        """A variable or parameter, broken at its annotation."""
        name, annotation = target.split(": ")
        margin = " " * indent
        if annotation.has_operator:
            raise Unusual(target.flat)
        bracket = annotation.bracket
        is_solid = len(annotation.parts) == len(annotation.operands) == 1
        is_too_long = not value and indent + 4 + len(annotation.flat) > WIDTH
        if is_solid and (tail or is_too_long):
            default = f" = {value.flat}" if value else ""
            return [f"{margin}{target.flat}{default}{tail}"]
        is_one = bracket is not None and len(annotation.operands) == 1
        is_narrow = is_one and not tail and self._is_narrow(name, annotation, indent)
        if not bracket or not is_one or is_narrow:
            opening, closing = f"{name.flat}: (", ")"
            inner = self._alone(annotation, indent + 4, "")
        else:
            opening = f"{name.flat}: {annotation.head}{bracket.opening}"
            closing = bracket.closing
            inner = self._inside(bracket, indent + 4, "")
        end = f"{closing} = {value.flat}{tail}" if value else f"{closing}{tail}"
        is_long = indent + len(end) > WIDTH
        if value and not tail and (is_narrow or len(margin + opening) > WIDTH):
            raise Unusual(target.flat)
        if not value or not value.bracket or not is_long:
            return [f"{margin}{opening}", *inner, f"{margin}{end}"]
        if tail or value.has_operator or len(value.operands) > 1:
            raise Unusual(target.flat)
        head = f"{closing} = {value.head}"
        return [
            f"{margin}{opening}",
            *inner,
            *self._around(head, value.bracket, "", indent, ""),
        ]

    @staticmethod
    def _is_narrow(name: Expression, annotation: Expression, indent: int) -> bool:
        """Tell whether a name leaves no room for the bracket of its annotation."""
        return indent + len(f"{name.flat}: {annotation.head}[") > WIDTH

    def _alone(self, text: Expression, indent: int, tail: str) -> list[str]:
        """An expression on lines of its own within brackets."""
        margin = " " * indent
        if indent + len(text.flat) + len(tail) <= WIDTH:
            return [f"{margin}{text.flat}{tail}"]
        if text.has_operator or len(text.split(" = ")) > 1:
            raise Unusual(text.flat)
        operands = text.operands
        if len(operands) == 1:
            return self._at_the_end(text, indent, tail)
        lines: list[str] = []
        for place, operand in enumerate(operands):
            bar = "| " if place else ""
            last = tail if place == len(operands) - 1 else ""
            if indent + len(bar + operand.flat + last) <= WIDTH or not operand.bracket:
                lines.append(f"{margin}{bar}{operand.flat}{last}")
            else:
                head = bar + operand.head
                lines += self._around(head, operand.bracket, last, indent, "")
        return lines

    def _at_the_end(self, text: Expression, indent: int, tail: str) -> list[str]:
        """Broken at the bracket at the end; left as it is where there is none."""
        if not text.bracket:
            if any(not isinstance(part, str) for part in text.parts):
                raise Unusual(text.flat)
            return [f"{' ' * indent}{text.flat}{tail}"]
        return self._around(text.head, text.bracket, tail, indent, "")

    def _around(
        self, head: str, bracket: Bracket, tail: str, indent: int, kind: str
    ) -> list[str]:
        """A bracket with its content on lines of its own."""
        margin = " " * indent
        opening, closing = f"{head}{bracket.opening}", f"{bracket.closing}{tail}"
        # The key of a dict cannot be broken, however long it is.
        width = (
            len(closing)
            if head.endswith(_KEY_ENDS)
            else max(map(len, (opening, closing)))
        )
        if not bracket.elements or indent + width > WIDTH:
            raise Unusual(head + bracket.flat)
        inner = self._inside(bracket, indent + 4, kind)
        return [margin + opening, *inner, margin + closing]

    def _inside(self, bracket: Bracket, indent: int, kind: str) -> list[str]:
        flat = ", ".join(each.flat for each in bracket.elements)
        several = len(bracket.elements) > 1
        one_each = bracket.has_comma or (bracket.is_display and several)
        is_comma_added = kind == "def" or several
        if not one_each and indent + len(flat) <= WIDTH and not (kind and not several):
            return [" " * indent + flat]
        if not bracket.has_comma and not is_comma_added:
            return self._alone(bracket.elements[0], indent, "")
        return [
            line
            for each in bracket.elements
            for line in self.element(each, indent, kind)
        ]

    def element(self, text: Expression, indent: int, kind: str) -> list[str]:
        """One of several elements, with its comma."""
        if indent + len(text.flat) + 1 <= WIDTH:
            return [f"{' ' * indent}{text.flat},"]
        try:
            return self._element(text, indent, kind)
        except Unusual:
            return self._other(f"{text.flat},", indent, kind)

    def _element(self, text: Expression, indent: int, kind: str) -> list[str]:
        if kind != "def" and not _target(text):
            if text.flat.startswith("*"):
                raise Unusual(text.flat)
            if text.has_operator and len(text.split(" if ")) == 2:
                return self._conditional(text, indent)
            return self._alone(text, indent, ",")
        target, *default = text.split(" = ")
        if not _target(target) or len(default) > 1:
            raise Unusual(text.flat)
        value = default[0] if default else None
        return self._annotated(target, value, ",", indent)

    def _conditional(self, text: Expression, indent: int) -> list[str]:
        """An argument ``name=(value if condition else other)``."""
        choice, condition = text.split(" if ")
        keyword, equals, value = choice.flat.partition("=")
        sides = condition.split(" else ")
        inner = parse(value)
        if not equals or not keyword.isidentifier() or len(sides) != 2:
            raise Unusual(text.flat)
        longest = WIDTH - indent - len("    else ")
        if inner.has_operator or any(len(side.flat) > longest for side in sides):
            raise Unusual(text.flat)
        margin = " " * indent
        lines = [f"{margin}    {text.flat.removeprefix(keyword + equals)}"]
        if len(lines[0]) > WIDTH:
            lines = [
                *self._alone(inner, indent + 4, ""),
                f"{margin}    if {sides[0].flat}",
                f"{margin}    else {sides[1].flat}",
            ]
        return [f"{margin}{keyword}=(", *lines, f"{margin}),"]


def _target(text: Expression) -> bool:
    """Tell whether a text is a name with an annotation."""
    name, colon, _ = text.flat.partition(": ")
    return bool(colon) and name.isidentifier() and not text.flat.startswith("lambda")
