"""Words out of any text, and identifiers out of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.names import pascal, singular, snake


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("petId", "pet_id"),
        ("petID", "pet_id"),
        ("userIDs", "user_ids"),
        ("HTTPServer", "http_server"),
        ("a-b", "a_b"),
        ("a_b", "a_b"),
        ("aB", "a_b"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("@type", "type"),
        ("$ref", "ref"),
        ("GMT+0", "gmt_0"),
        ("Straße", "strasse"),
        ("ﬁle", "file"),
        ("ｄｅｆ", "def"),
        ("日本", "ri_ben"),
        ("", ""),
        ("💥", "boom"),
        ("../../evil", "evil"),
    ],
)
def test_snake_case(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pet", "Pet"),
        ("pet-item", "PetItem"),
        ("JobSession", "JobSession"),
        ("API", "API"),
        ("v1.Pet", "V1Pet"),
        ("1.2", "1_2"),
    ],
)
def test_pascal_case(text: str, expected: str) -> None:
    assert pascal(text) == expected


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("sessions", "session"),
        ("policies", "policy"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("class", "class"),
        ("series", "series"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@given(st.text())
def test_every_word_is_ascii_and_short(text: str) -> None:
    for name in (snake(text), pascal(text)):
        assert name.isascii() and len(name) <= 80
        assert name == "" or f"x{name}".isidentifier()
