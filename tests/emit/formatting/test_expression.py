"""How the layout sees Python source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from generator.emit.formatting.expression import Bracket, parse

from .statements import statements


@given(statements)
@settings(max_examples=100)
def test_the_text_is_the_source(statement: str) -> None:
    assert parse(statement).text == statement


def test_the_bracket_at_the_end() -> None:
    expression = parse("list[A](x, y=f(1, 2))")
    bracket = expression.last_bracket
    assert expression.head == "list[A]"
    assert bracket is not None
    assert (bracket.opening, bracket.closing) == ("(", ")")
    assert [element.text for element in bracket.elements] == ["x", "y=f(1, 2)"]


def test_an_expression_without_a_bracket_at_the_end() -> None:
    expression = parse("f(x).y")
    assert expression.last_bracket is None
    assert expression.head == "f(x).y"


@pytest.mark.parametrize(
    ("source", "operands"),
    [
        ("A", ["A"]),
        ("A | list[B | C] | 'x | y'", ["A", "list[B | C]", "'x | y'"]),
        ('Literal["a", "|"] | None', ['Literal["a", "|"]', "None"]),
    ],
)
def test_operands(source: str, operands: list[str]) -> None:
    assert [operand.text for operand in parse(source).operands] == operands


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a if b else c", True),
        ("a + 1", True),
        ("not a", True),
        ("a | b", False),
        ("f(a + 1)", False),
        ("'a + b'", False),
        ("-1", False),
        ("notation", False),
    ],
)
def test_has_operator(source: str, expected: bool) -> None:
    assert parse(source).has_operator is expected


@pytest.mark.parametrize(
    ("source", "has_trailing_comma", "is_display"),
    [
        ("(a,)", True, True),
        ("(a, b)", False, True),
        ("f(a, )", True, False),
        ("x[a]", False, False),
        ("return [a]", False, True),
        ("()", False, True),
    ],
)
def test_brackets(source: str, has_trailing_comma: bool, is_display: bool) -> None:
    bracket = parse(source).last_bracket
    assert isinstance(bracket, Bracket)
    assert bracket.has_trailing_comma is has_trailing_comma
    assert bracket.is_display is is_display


def test_strings_hide_brackets_and_commas() -> None:
    bracket = parse(r"""f("a, (b\"", 'c]')""").last_bracket
    assert bracket is not None
    assert [element.text for element in bracket.elements] == [r'"a, (b\""', "'c]'"]
