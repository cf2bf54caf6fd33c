"""The functions that turn any text into code of one kind."""

from __future__ import annotations

import ast
import doctest
import re
import tomllib
from collections.abc import Iterator

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.code import (
    Code,
    docstring,
    identifier,
    literal,
    markdown,
    markdown_code,
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


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", '"text"'),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ('"it\'s"', "'\"it\\'s\"'"),
        ("\"'", '"\\"\'"'),
        ("a\\b\n", '"a\\\\b\\n"'),
        (1e300, "1e300"),
        (1e-05, "1e-05"),
        (0.5, "0.5"),
        (True, "True"),
        ([1, None], "[1, None]"),
        ({"a": {}}, '{"a": {}}'),
    ],
)
def test_a_literal_is_formatted_as_by_black(value: object, expected: str) -> None:
    assert literal(value) == expected
    assert black.format_str(f"x = {expected}", mode=black.Mode()) == f"x = {expected}\n"


def test_a_literal_of_another_type_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a JSON value: set"):
        literal({1})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], '""""""'),
        (["  One line.  "], '"""One line."""'),
        (['"a"'], '""" "a" """'),
        (["a\\"], '"""a\\\\"""'),
        (['a """ b'], '"""a \\"\\"\\" b"""'),
        (["", "a", "", "", "b", ""], '"""a\n\n    b\n    """'),
        (["a", "\t\tb", "\t\t\tc"], '"""a\n    b\n        c\n    """'),
        (["a", "\u3000b", "\u3000\u3000c"], '"""a\n    b\n     c\n    """'),
        (["a\rb\x0c\u2028c"], '"""abc"""'),
    ],
)
def test_docstring(lines: list[str], expected: str) -> None:
    assert docstring(lines, 4) == expected


PROMPTS = st.sampled_from([">>> x", ">>>", ">>>x", "... x", "\t", " ", "\u3000", "\0"])


@given(st.lists(st.lists(PROMPTS | TEXT).map("".join)), st.sampled_from([0, 4, 8]))
def test_a_docstring_is_no_doctest(lines: list[str], indent: int) -> None:
    wrapped = [part for line in lines for part in paragraphs(line, 20)]
    for each in (lines, wrapped):
        content = ast.literal_eval(str(docstring(each, indent)))
        assert not doctest.DocTestParser().get_examples(content)


def test_the_prompt_of_a_doctest_stays_readable() -> None:
    shown = docstring(["a", ">>> b", "    >>> c", "d >>> e"], 0)
    assert ast.literal_eval(shown) == "a\n\\>>> b\n    \\>>> c\nd >>> e\n"


@given(TEXT)
def test_toml_is_one_string(text: str) -> None:
    assert isinstance(tomllib.loads(f"a = {toml(text)}")["a"], str)


MARKDOWN = st.text(
    st.sampled_from("ab1_*`~[]()<>!#|-+=.:/\\&; \n\t") | st.characters(), max_size=80
) | st.lists(
    st.sampled_from(
        [
            "`",
            "``",
            "[a](https://b.c/d)",
            "![",
            "](",
            "javascript:x)",
            "<b>",
            "_a_",
            "a",
            "@a",
            " #1",
            "a/b#1",
        ]
    ),
    max_size=12,
).map(
    "".join
)


def _tokens(text: str) -> Iterator[Token]:
    for token in (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    ):
        yield token
        yield from token.children or ()


@given(MARKDOWN)
def test_markdown_has_only_code_and_links(text: str) -> None:
    shown = markdown(text)
    assert "\n" not in shown
    for token in _tokens(f"a {shown} | b\n" + shown):
        assert token.type in {
            "paragraph_open", "paragraph_close", "inline", "text", "text_special",
            "code_inline", "link_open", "link_close", "softbreak",
        }  # fmt: skip
        address = str(token.attrs.get("href", "https://"))
        assert address.startswith(("http://", "https://"))


MENTION = re.compile(r"(?<![A-Za-z0-9_])@\w|(?<![\w&/])#\d+\b|\bGH-\d+\b")


@given(MARKDOWN)
def test_markdown_mentions_nobody(text: str) -> None:
    for token in _tokens(markdown(text)):
        if token.type == "text":
            assert not MENTION.search(token.content)


@given(MARKDOWN)
def test_markdown_code_is_one_span(text: str) -> None:
    words = " ".join(text.split())
    kinds = [(t.type, t.content) for t in _tokens(f"a{markdown_code(text)}b")][2:-1]
    if words.isprintable() and words:
        assert kinds == [("text", "a"), ("code_inline", words), ("text", "b")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the `a_b` of [us](https://e.org/x)", "the `a_b` of [us](https://e.org/x)"),
        ("snake_case, C# and 1 * 2", "snake_case, C# and 1 \\* 2"),
        ("# Title", "\\# Title"),
        ("1. <b>", "1\\. &lt;b&gt;"),
        ("![i](https://e.org/x.png)", "!\\[i\\](https://e.org/x.png)"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("@octocat Notes, (@a/b).", "`@octocat` Notes, (`@a/b`)."),
        ("a.b@octocat.com @ 5", "a.b@octocat.com @ 5"),
        ("[@a](https://e.org/x)", "[`@a`](https://e.org/x)"),
        ("https://e.org/@a/b#1.", "`https://e.org/@a/b#1`."),
        ("#12, a/b#1 and GH-3; &#39;", "`#12`, `a/b#1` and `GH-3`; &amp;#39;"),
        ("*@a* _@b `@c`` @d", "\\*`@a`\\* \\_`@b` `@c`\\` `@d`"),
        ("@a_@b and #1@c", "`@a_@b` and `#1@c`"),
        ("`a`@b", "`a` `@b`"),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize("text", ["", "1a", "a b", "é", "a.b.", "a\n", "ａ"])
def test_only_ascii_identifiers(text: str) -> None:
    with pytest.raises(ValueError, match="not an identifier"):
        identifier(text)


@pytest.mark.parametrize("value", ["text", 1, None, object()])
def test_templates_print_nothing_but_code(value: object) -> None:
    with pytest.raises(TypeError):
        _only_code(value)
    assert _only_code(Code("x")) == "x"
