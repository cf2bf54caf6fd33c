"""The names of an enum's values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import LiteralType
from generator.lower.schema.enum_names import enum_names, names_of_values
from tests.lower.documents import lower_document


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


PLACE = "#/components/schemas/Thing/properties/p"
ONE, TWO = {"const": 1, "title": "One"}, {"enum": [2], "title": "Two"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"oneOf": [ONE, TWO]}, LiteralType((1, 2), ("One", "Two"))),
        ({"anyOf": [TWO, ONE]}, LiteralType((2, 1), ("Two", "One"))),
        ({"oneOf": [ONE, {"const": 2}]}, LiteralType((1, 2))),
        (
            {"oneOf": [{**ONE, "type": "integer", "description": "First."}, TWO]},
            LiteralType((1, 2), ("One", "Two")),
        ),
        (
            {"enum": [3, 1], "oneOf": [ONE, TWO, {"const": 3, "title": "Three"}]},
            LiteralType((1, 3), ("One", "Three")),
        ),
    ],
)
def test_a_union_of_constants_is_an_enum(
    tmp_path: Path, schema: Any, expected: LiteralType
) -> None:
    whole = {"type": "object", "properties": {"p": schema}}
    found = lower_document(tmp_path, schemas={"Thing": whole})
    assert found.alias(PLACE) == expected


@pytest.mark.parametrize(
    "variants",
    [
        [ONE, {"type": "integer", "title": "Two"}],
        [ONE, {"enum": [2, 3], "title": "Two"}],
        [ONE, {**TWO, "minimum": 0}],
    ],
)
def test_a_union_with_another_variant_is_no_enum(tmp_path: Path, variants: Any) -> None:
    whole = {"type": "object", "properties": {"p": {"oneOf": variants}}}
    assert PLACE not in lower_document(tmp_path, schemas={"Thing": whole}).api.types
