"""The names of an enum's values."""

from __future__ import annotations

from typing import Any

import pytest

from generator.lower.schema.enum_names import (
    enum_names,
    names_of_values,
    titled_constants,
)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"x-enum-varnames": ["Low", "High"]}, ("Low", "High")),
        ({"x-enumNames": ["Low", "High"]}, ("Low", "High")),
        (
            {"x-enum-varnames": ["One"], "x-enumNames": ["Low", "High"]},
            ("Low", "High"),
        ),
        ({"x-enum-varnames": ["Low", "High", "More"]}, ()),
        ({"x-enum-varnames": ["Low", "Low"]}, ()),
        ({"x-enum-varnames": ["Low", " "]}, ()),
        ({"x-enum-varnames": ["Low", 2]}, ()),
        ({"x-enum-varnames": "Low"}, ()),
        ({"enum": [None, 1, 2], "x-enumNames": ["No", "Low", "High"]}, ("Low", "High")),
        ({"enum": [1, None, 2], "x-enumNames": ["Low", "High"]}, ("Low", "High")),
        ({"enum": [1, 1, 2], "x-enumNames": ["Low", "Same", "High"]}, ("Low", "High")),
        ({"enum": [2, 1], "x-enumNames": ["High", "Low"]}, ("Low", "High")),
        ({"enum": [1, {}, 2], "x-enumNames": ["Low", "Odd", "High"]}, ("Low", "High")),
        (
            {"enum": [True, 1, 2], "x-enumNames": ["Yes", "Low", "High"]},
            ("Low", "High"),
        ),
        ({}, ()),
    ],
)
def test_names_of_an_extension(
    schema: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert enum_names({"enum": [1, 2], **schema}, (1, 2)) == expected


def test_a_value_without_a_name() -> None:
    assert names_of_values([1], ["Low"], (1, 2)) == ()


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        (
            [
                {"const": 1, "title": "Low", "description": "Little."},
                {"enum": [2], "title": "High", "type": "integer", "x-more": 1},
            ],
            ([1, 2], ["Low", "High"]),
        ),
        ([{"const": 1, "title": "Low"}, {"const": 2}], None),
        ([{"const": 1, "title": "Low"}, {"enum": [2, 3], "title": "High"}], None),
        ([{"const": 1, "title": "Low"}, {"type": "integer", "title": "High"}], None),
        ([{"const": {}, "title": "Low", "properties": {}}], None),
        ([{"const": 1, "title": "Low"}, True], None),
        ([], None),
    ],
)
def test_a_union_of_constants_with_titles(variants: list[Any], expected: Any) -> None:
    assert titled_constants(variants) == expected
