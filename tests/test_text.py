"""Functions on text that every package uses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import (
    dump_json,
    excerpt,
    join_words,
    pluralize,
    printable,
    truncate,
)

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(VALUES, st.integers(1, 4))
def test_dump_json_equals_the_standard_library(value: Any, indent: int) -> None:
    assert dump_json(value, indent) == json.dumps(
        value, indent=indent, ensure_ascii=False
    )


def test_dump_json_rejects_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump_json({"a": [float("nan")]}, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("ü 日本", "ü 日本"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("\ud800", r"\ud800"),
        ("a\nb", r"a\nb"),
    ],
)
def test_unprintable_characters_are_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_characters_can_be_kept() -> None:
    assert printable("a\n\t", keep="\n") == "a\n\\t"


@given(st.text(), st.integers(1, 20))
def test_a_truncated_text_fits(text: str, width: int) -> None:
    shown = truncate(text, width)
    assert len(shown) <= width
    assert shown == text or shown.endswith("…")


@given(st.text(max_size=60), st.integers(0, 60), st.integers(8, 40))
def test_an_excerpt_has_the_character_at_its_offset(
    line: str, offset: int, width: int
) -> None:
    offset = min(offset, max(len(line) - 1, 0))
    shown, mark = excerpt(line, offset, width)
    assert len(shown) <= width or len(line) <= width
    if line and shown[mark] != "…":
        assert shown[mark] == line[offset]


def test_pluralize() -> None:
    assert pluralize(1, "place") == "1 place"
    assert pluralize(3_000, "place") == "3,000 places"
    assert pluralize(0, "place") == "0 places"


def test_words_are_joined() -> None:
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b", "c"]) == "a, b or c"
    assert join_words("abcdefghij") == "a, b, c, d, e, f, g or 3 more"
