"""Texts for patterns, judged by the linear-time engine of jsonschema-rs."""

from __future__ import annotations

import jsonschema_rs
import pytest

from generator.matching_text import UnsupportedPatternError, matching_text

PATTERNS = [
    r"^[a-z][a-z0-9-]{2,62}$",
    r"^(\d{1,3}\.){3}\d{1,3}$",
    r"^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$",
    r"^\+?[1-9]\d{1,14}$",
    r"^(?:https?://)\S+$",
    r"[^/]+/[^/]+",
    r"^\u0041\x42C*$",
    r"^$|^x+$",
    r"a|^b$",
    r"^(a|bc)*d?$",
    r"^(a{2,3}b?){2,}$",
    r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
    r"^\p{Lu}\p{L}*$",
    r"^[\w.-]{3,}$",
    r"x$y|z",
    r"^(?<year>\d{4})-\D$",
    r"\bword\b",
    r"^x{0}y*\/{2,}$",
    r"^[\u4e00-\u9fff]+$",
    r"^[^a-zA-Z0-9]{2}",
    r"^(ak|api_key)_[0-9A-Fa-f]{32}$",
    r"^oauth_(?:(?:token_)|(?:custom_))?[a-z]+$",
    r"^(0|[1-9][0-9]*)$",
    r"^(?!admin)[a-z]{5,}$",
    r"^(?![0-9a-f]{8}-)[a-z0-9]+$",
    r"^(?!.*--)[a-z]+$",
]


def is_match(pattern: str, text: str) -> bool:
    return jsonschema_rs.is_valid({"pattern": pattern}, text)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("number", range(3))
def test_a_text_matches(pattern: str, number: int) -> None:
    assert is_match(pattern, matching_text(pattern, number=number))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(("low", "high"), [(7, None), (0, 9), (6, 6), (40, 60)])
def test_a_text_of_a_length_matches(pattern: str, low: int, high: int | None) -> None:
    try:
        text = matching_text(pattern, low, high)
    except UnsupportedPatternError:
        return
    assert is_match(pattern, text)
    assert low <= len(text) <= (high or len(text))


def test_lengths_that_a_pattern_allows_are_reached() -> None:
    assert len(matching_text("^[a-z]{2,62}$", 40, 40)) == 40
    assert len(matching_text("^(ab|c)+$", 7, 7)) == 7
    assert len(matching_text("^a[0-9]*(-[0-9]+)?$", 30)) == 30
    assert len(matching_text("^x?[a-z]*$", 0, 1)) <= 1


def test_numbers_give_different_texts() -> None:
    assert len({matching_text("^[a-z]{4}$", number=n) for n in range(5)}) == 5


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        "(?<!a)b",
        r"(a)\1",
        "[a",
        "(a",
        "a)",
        "*a",
        "[]",
        "a^",
        "a$b",
        r"\p{Greek}",
        "a" * 3_000,
        "(" * 500 + "a" + ")" * 500,
        "(a{2000}){2000}",
        "^(?!a)a$",
        "[\\ud800]",
    ],
)
def test_no_text_that_may_not_match(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError):
        matching_text(pattern)


def test_long_texts_of_patterns_that_backtrack() -> None:
    for pattern in ("^(a+)+$", "^(a|a)*$", "((a{0,9}){0,9}){0,9}", "(x+x+)+y"):
        assert is_match(pattern, matching_text(pattern, 1_000, 2_000))
