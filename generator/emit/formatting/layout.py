"""Splits long statements over several lines, in the same way as black.

The templates print each statement on one line. Black takes milliseconds to split a long
one. This module implements black's rules for the shapes that make up nearly all of an
emitted package, and refuses the others, which go to black itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from generator.emit.formatting.expression import Bracket, Expression, parse

__all__ = ["MAX_WIDTH", "UnsupportedLayout", "split_element", "split_statement"]

MAX_WIDTH = 88
"""The default line length of black."""

ElementFallback: TypeAlias = Callable[[str, int, bool], list[str]]
"""Splits an element; its arguments are those of `split_element`."""

_DEFINITIONS = ("def ", "async def ", "class ")
_KEY_ENDS = ('": ', "': ")


class UnsupportedLayout(Exception):
    """The rules of this module do not cover a statement; black has to split it."""


def split_statement(text: str, indent: int, fallback: ElementFallback) -> list[str]:
    """Return the lines of a statement that is indented by `indent` spaces.

    `fallback` splits the elements of brackets that the rules do not cover. Raises
    UnsupportedLayout where they do not cover the statement around them.
    """
    if indent + len(text) <= MAX_WIDTH:
        return [" " * indent + text]
    if text.startswith("from "):
        return _import(text, indent)
    layout = _Layout(fallback)
    if text.startswith(_DEFINITIONS):
        return layout.definition(parse(text), indent)
    return layout.statement(parse(text), indent)


def split_element(
    text: str, indent: int, fallback: ElementFallback, is_parameter: bool = False
) -> list[str]:
    """Return the lines of one element of a bracket; `text` ends with its comma."""
    element = parse(text.removesuffix(","))
    return _Layout(fallback).element(element, indent, is_parameter)


def _import(text: str, indent: int) -> list[str]:
    head, _, names = text.partition(" import ")
    margin = " " * indent
    if names == "*":
        return [margin + text]
    listed = [f"{margin}    {name}," for name in names.split(", ")]
    return [f"{margin}{head} import (", *listed, f"{margin})"]


class _Layout:
    """The rules. Each method returns lines that are indented by `indent` spaces; those
    with a `tail` end the last line with it.
    """

    def __init__(self, fallback: ElementFallback) -> None:
        self._fallback = fallback

    def definition(self, source: Expression, indent: int) -> list[str]:
        """Split a function or class at its first bracket."""
        place = next(
            (i for i, part in enumerate(source.parts) if isinstance(part, Bracket)), 0
        )
        bracket = source.parts[place]
        if isinstance(bracket, str) or not bracket.elements:
            raise UnsupportedLayout(source.text)
        head = Expression.of(source.parts[:place]).text
        end = Expression.of(source.parts[place + 1 :])
        is_function = not head.startswith("class ")
        return [
            f"{' ' * indent}{head}{bracket.opening}",
            *self._contents(bracket, indent + 4, is_function),
            *self._end_of_definition(bracket.closing, end, indent),
        ]

    def _end_of_definition(
        self, closing: str, end: Expression, indent: int
    ) -> list[str]:
        """Split what follows the parameters: a union is put in parentheses."""
        margin = " " * indent
        if indent + 1 + len(end.text) <= MAX_WIDTH:
            return [f"{margin}{closing}{end.text}"]
        arrow = " -> "
        result, *rest = end.split(":")
        annotation = parse(result.text.removeprefix(arrow))
        is_union = len(annotation.operands) > 1
        fits_alone = indent + 4 + len(annotation.text) <= MAX_WIDTH
        if (
            not result.text.startswith(arrow)
            or annotation.text.startswith(('"', "'"))
            or not (is_union or (fits_alone and not annotation.last_bracket))
        ):
            raise UnsupportedLayout(end.text)
        colon = "".join(f":{each.text}" for each in rest)
        return [
            f"{margin}{closing}{arrow}(",
            *self._alone(annotation, indent + 4),
            f"{margin}){colon}",
        ]

    def statement(self, source: Expression, indent: int) -> list[str]:
        """Split an assignment, a ``with``, or what ends with a bracket."""
        match source.parts:
            case str(head), Bracket() as bracket, str(tail) if head.startswith("with "):
                return self._bracketed(head, bracket, indent, tail)
        sides = source.split(" = ")
        if len(sides) == 2:
            return self._assignment(*sides, indent)
        if len(sides) == 1 and _is_annotated(source):
            return self._annotated(source, None, indent)
        if len(sides) > 1 or len(source.operands) > 1:
            raise UnsupportedLayout(source.text)
        return self._at_last_bracket(source, indent)

    def _assignment(
        self, target: Expression, value: Expression, indent: int
    ) -> list[str]:
        """Split at the value, else put parentheses around it, else split at the
        annotation.
        """
        head = f"{target.text} = "
        is_union = len(value.operands) > 1
        unsupported = UnsupportedLayout(head + value.text)
        if value.has_operator:
            raise unsupported
        bracket = None if is_union else value.last_bracket
        if bracket:
            before = head + value.head
            if indent + len(before) + 1 <= MAX_WIDTH:
                return self._bracketed(before, bracket, indent)
        if indent + len(head) + 1 <= MAX_WIDTH:
            inner = self._alone(value, indent + 4)
            # Without an annotation, black adds these only if everything fits thereby.
            is_too_long = any(len(line) > MAX_WIDTH for line in inner)
            if bracket and is_too_long and not _is_annotated(target):
                raise unsupported
            margin = " " * indent
            return [f"{margin}{head}(", *inner, f"{margin})"]
        if is_union or not _is_annotated(target):
            raise unsupported
        return self._annotated(target, value, indent)

    def _annotated(
        self, target: Expression, value: Expression | None, indent: int, tail: str = ""
    ) -> list[str]:
        """Split a variable, or a parameter with its comma as `tail`, at its
        annotation.
        """
        name, annotation = target.split(": ")
        margin = " " * indent
        if annotation.has_operator:
            raise UnsupportedLayout(target.text)
        is_union = len(annotation.operands) > 1
        is_name = len(annotation.parts) == 1 and not is_union
        is_too_long = not value and indent + 4 + len(annotation.text) > MAX_WIDTH
        if is_name and (tail or is_too_long):
            default = f" = {value.text}" if value else ""
            return [f"{margin}{target.text}{default}{tail}"]
        bracket = None if is_union else annotation.last_bracket
        opening = f"{name.text}: {annotation.head}["
        is_narrow = bool(bracket) and indent + len(opening) > MAX_WIDTH
        if bracket and (tail or not is_narrow):
            inner = self._contents(bracket, indent + 4)
            closing = bracket.closing
        else:
            opening, closing = f"{name.text}: (", ")"
            inner = self._alone(annotation, indent + 4)
        first = f"{margin}{opening}"
        if not tail and (len(first) > MAX_WIDTH or (value and is_narrow)):
            raise UnsupportedLayout(target.text)
        if value is None:
            return [first, *inner, f"{margin}{closing}{tail}"]
        end = f"{closing} = {value.text}{tail}"
        if not value.last_bracket or indent + len(end) <= MAX_WIDTH:
            return [first, *inner, f"{margin}{end}"]
        if tail or value.has_operator or len(value.operands) > 1:
            raise UnsupportedLayout(target.text)
        head = f"{closing} = {value.head}"
        return [first, *inner, *self._bracketed(head, value.last_bracket, indent)]

    def _alone(self, source: Expression, indent: int, tail: str = "") -> list[str]:
        """Split an expression that has lines of its own between brackets."""
        margin = " " * indent
        if indent + len(source.text) + len(tail) <= MAX_WIDTH:
            return [f"{margin}{source.text}{tail}"]
        if source.has_operator or len(source.split(" = ")) > 1:
            raise UnsupportedLayout(source.text)
        operands = source.operands
        if len(operands) == 1:
            return self._at_last_bracket(source, indent, tail)
        lines: list[str] = []
        for place, operand in enumerate(operands):
            bar = "| " if place else ""
            end = tail if place == len(operands) - 1 else ""
            line = f"{margin}{bar}{operand.text}{end}"
            if len(line) <= MAX_WIDTH or not operand.last_bracket:
                lines.append(line)
            else:
                head = bar + operand.head
                lines += self._bracketed(head, operand.last_bracket, indent, end)
        return lines

    def _at_last_bracket(
        self, source: Expression, indent: int, tail: str = ""
    ) -> list[str]:
        """Split at the bracket at the end; do not split where there is no bracket."""
        if source.last_bracket:
            return self._bracketed(source.head, source.last_bracket, indent, tail)
        if any(isinstance(part, Bracket) for part in source.parts):
            raise UnsupportedLayout(source.text)
        return [f"{' ' * indent}{source.text}{tail}"]

    def _bracketed(
        self, head: str, bracket: Bracket, indent: int, tail: str = ""
    ) -> list[str]:
        """Put the contents of a bracket on lines of their own."""
        margin = " " * indent
        first, last = f"{head}{bracket.opening}", f"{bracket.closing}{tail}"
        # Black cannot split the key of a dict, however long it is.
        length = len(last) if head.endswith(_KEY_ENDS) else max(len(first), len(last))
        if not bracket.elements or indent + length > MAX_WIDTH:
            raise UnsupportedLayout(head + bracket.text)
        return [margin + first, *self._contents(bracket, indent + 4), margin + last]

    def _contents(
        self, bracket: Bracket, indent: int, is_parameter: bool = False
    ) -> list[str]:
        """Put the elements of a bracket on one line, or each on lines of its own."""
        elements = bracket.elements
        text = ", ".join(each.text for each in elements)
        several = len(elements) > 1
        has_comma = bracket.has_trailing_comma
        one_each = has_comma or (several and bracket.is_display)
        is_only_parameter = is_parameter and not several
        fits = indent + len(text) <= MAX_WIDTH
        if fits and not one_each and not is_only_parameter:
            return [" " * indent + text]
        if not has_comma and not several and not is_parameter:
            return self._alone(elements[0], indent)
        return [
            line
            for each in elements
            for line in self.element(each, indent, is_parameter)
        ]

    def element(self, source: Expression, indent: int, is_parameter: bool) -> list[str]:
        """Split one of several elements; its comma is added."""
        if indent + len(source.text) + 1 <= MAX_WIDTH:
            return [f"{' ' * indent}{source.text},"]
        try:
            if is_parameter or _is_annotated(source):
                return self._parameter(source, indent)
            return self._argument(source, indent)
        except UnsupportedLayout:
            return self._fallback(f"{source.text},", indent, is_parameter)

    def _parameter(self, source: Expression, indent: int) -> list[str]:
        target, *default = source.split(" = ")
        if not _is_annotated(target) or len(default) > 1:
            raise UnsupportedLayout(source.text)
        return self._annotated(target, default[0] if default else None, indent, ",")

    def _argument(self, source: Expression, indent: int) -> list[str]:
        if source.text.startswith("*"):
            raise UnsupportedLayout(source.text)
        if source.has_operator and len(source.split(" if ")) == 2:
            return self._conditional(source, indent)
        return self._alone(source, indent, ",")

    def _conditional(self, source: Expression, indent: int) -> list[str]:
        """Split ``name=value if condition else other``, an argument."""
        choice, condition = source.split(" if ")
        keyword, equals, text = choice.text.partition("=")
        sides = condition.split(" else ")
        value = parse(text)
        if not equals or not keyword.isidentifier() or len(sides) != 2:
            raise UnsupportedLayout(source.text)
        longest = MAX_WIDTH - indent - len("    else ")
        if value.has_operator or any(len(side.text) > longest for side in sides):
            raise UnsupportedLayout(source.text)
        margin = " " * indent
        lines = [f"{margin}    {source.text.removeprefix(keyword + equals)}"]
        if len(lines[0]) > MAX_WIDTH:
            lines = [
                *self._alone(value, indent + 4),
                f"{margin}    if {sides[0].text}",
                f"{margin}    else {sides[1].text}",
            ]
        return [f"{margin}{keyword}=(", *lines, f"{margin}),"]


def _is_annotated(source: Expression) -> bool:
    """Return whether the source begins with a name and its annotation."""
    name, colon, _ = source.text.partition(": ")
    return bool(colon) and name.isidentifier() and name != "lambda"
