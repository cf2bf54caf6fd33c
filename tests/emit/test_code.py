"""The functions that turn text into code: whatever goes in, only its kind comes out."""

from __future__ import annotations

import ast
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emit.code import (
    Code,
    docstring,
    identifier,
    literal,
    markdown,
    paragraphs,
    toml,
)
from generator.emit.environment import _only_code

TEXT = st.text() | st.text(alphabet="\"'\\\n\r{}%#`\0\u2028\x85 a")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_a_literal_is_the_value(value: object) -> None:
    code = literal(value)
    assert ast.literal_eval(code) == value
    assert "\n" not in code and "\r" not in code


@given(TEXT)
def test_a_docstring_is_one_string(text: str) -> None:
    tree = ast.parse(f"class A:\n    {docstring(paragraphs(text), 4)}\n")
    (body,) = tree.body
    assert isinstance(body, ast.ClassDef)
    (expression,) = body.body
    assert isinstance(expression, ast.Expr)
    assert isinstance(expression.value, ast.Constant)


@given(TEXT)
def test_a_docstring_keeps_its_words(text: str) -> None:
    shown = ast.literal_eval(str(docstring(paragraphs(text))))
    assert shown.split() == " ".join(paragraphs(text)).split()


@given(TEXT)
def test_toml_is_one_string(text: str) -> None:
    assert isinstance(tomllib.loads(f"a = {toml(text)}")["a"], str)


@given(TEXT)
def test_markdown_is_one_line_without_markup(text: str) -> None:
    shown = markdown(text)
    assert "\n" not in shown and "<" not in shown.replace("\\<", "")


@pytest.mark.parametrize("text", ["", "1a", "a b", "é", "a.b.", "a\n", "ａ"])
def test_only_ascii_identifiers(text: str) -> None:
    with pytest.raises(ValueError):
        identifier(text)


@pytest.mark.parametrize("value", ["text", 1, None, object()])
def test_templates_print_nothing_but_code(value: object) -> None:
    with pytest.raises(TypeError):
        _only_code(value)
    assert _only_code(Code("x")) == "x"
