"""JSONPaths that name one node, for names of any characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document.json_path import normalized_path, parse_singular_query

PARTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 10**8)
)


@given(PARTS)
def test_a_path_is_read_as_it_was_written(parts: list[str | int]) -> None:
    assert parse_singular_query(normalized_path(parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", "$['a']"),
        ("it's \\", "$['it\\'s \\\\']"),
        ("\b\t\n\f\r", "$['\\b\\t\\n\\f\\r']"),
        ("\x07\x0b\x00", "$['\\u0007\\u000b\\u0000']"),
        ('"/\x7f\u2028\U0001f600', "$['\"/\x7f\u2028\U0001f600']"),
    ],
)
def test_the_form_of_rfc_9535(name: str, expected: str) -> None:
    """RFC 9535, 2.7 and its examples."""
    assert normalized_path([name]) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", ()),
        ("$['\\u0041\\uD83D\\ude00\\/']", ("A\U0001f600/",)),
        ("$[0][10]['0']", (0, 10, "0")),
        ('$.paths["/it\'s\\u0007\\""].get', ("paths", "/it's\x07\"", "get")),
        ("$._a1.\u540d", ("_a1", "\u540d")),
    ],
)
def test_other_escapes(path: str, expected: tuple[str | int, ...]) -> None:
    assert parse_singular_query(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "", "a", "$a", "$['a'", "$.", "$.1", "$.a-b", "$.a b", "$..a", "$.*", "$[01]", "$[-1]", "$[*]", "$['a','b']",
        "$..['a']", "$[?@.a]", "$['\\x41']", "$['\\u00']", "$['\\ud800']", "$['\n']", "$['a']x",
    ],
)  # fmt: skip
def test_any_other_path_is_left_to_the_library(path: str) -> None:
    assert parse_singular_query(path) is None
