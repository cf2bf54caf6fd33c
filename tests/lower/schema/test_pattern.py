"""Supported patterns compile with the engine that runs them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, core_schema

from generator.lower.schema.pattern import is_linear


@pytest.mark.parametrize(
    "pattern",
    ["^.*$", r"^\d{4}-\d{2}$", "[a-z]+", r"^[A-Za-z0-9_.-]{1,64}$", r"a|b", r"\/x\-y"],
)
def test_common_patterns_are_taken(pattern: str) -> None:
    assert is_linear(pattern)
    SchemaValidator(core_schema.str_schema(pattern=pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?=a)b",
        "(?!x)",
        r"(a)\1",
        "(",
        "a)",
        "[",
        "*a",
        "a{2,1}",
        "(a{1000}){1000}",
        r"\p{L}",
        r"\cA",
        "[z-a]",
        "[0-.]",
        r"\ud800",
        r"[\uDFFF]",
        "[^]",
        r"[\<]",
        r"\<a",
        r"[a-\x41]",
        "a" * 5000,
        "a{",
    ],
)
def test_others_are_not(pattern: str) -> None:
    assert not is_linear(pattern)


@given(st.text(alphabet=r"ab0^$.|?*+()[]{}\-,19dwsDbuxz:!=<&~", max_size=16))
def test_a_supported_pattern_compiles(pattern: str) -> None:
    if is_linear(pattern):
        SchemaValidator(core_schema.str_schema(pattern=pattern))
