"""Pointers into JSON values, and differences between them."""

from __future__ import annotations

from typing import Any

import pytest

from generator.contract.json_values import (
    differences,
    escape_token,
    resolve_pointer,
    strings_equal,
)


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {}, ["/a: expected 1, got nothing"]),
        ({}, {"a": 1}, ["/a: expected nothing, got 1"]),
        ([1, 2], [1, 3], ["/1: expected 2, got 3"]),
        ([1], [1, 2], ["/: expected 1 items, got 2"]),
        ({"a": [{"b": None}]}, {"a": [{"b": 0}]}, ["/a/0/b: expected None, got 0"]),
        (True, 1, ["/: expected True, got 1"]),
        (0.1 + 0.2, 0.3, []),
    ],
)
def test_differences(expected: Any, actual: Any, found: list[str]) -> None:
    assert list(differences(expected, actual)) == found


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        ("2024-01-01T10:00:00Z", "2024-01-01T11:00:00+01:00", True),
        ("2024-01-01T10:00:00Z", "2024-01-01T11:00:00Z", False),
        ("PT1H30M", "PT90M", True),
        ("P1D", "PT24H", True),
        ("P1D", "P2D", False),
        ("10:00:00Z", "10:00:00+00:00", True),
        (
            "F81D4FAE-7DEC-41D0-A765-00A0C91E6BF6",
            "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
            True,
        ),
        ("_-8_", "/+8/", True),
        ("abc", "ABC", False),
    ],
)
def test_strings_equal(first: str, second: str, is_equal: bool) -> None:
    assert strings_equal(first, second) is is_equal


def test_pointers() -> None:
    document = {"paths": {"/a~b": {"get": [1, {"x y": 2}]}}}
    assert escape_token("/a~b") == "~1a~0b"
    assert resolve_pointer(document, "#/paths/~1a~0b/get/1/x%20y") == 2
    with pytest.raises(LookupError):
        resolve_pointer(document, "/paths/missing")
