"""Strings, numbers, enums and constants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    AnyType,
    BooleanType,
    Bounds,
    IntegerType,
    LiteralType,
    NullableType,
    NullType,
    NumberType,
    RefType,
    StringType,
    Type,
    UnionType,
)
from tests.lower.documents import Lowered, lower_document

PLACE = "#/components/schemas/Thing/properties/p"


def thing(folder: Path, schema: Any, openapi: str = "3.1.0") -> Lowered:
    whole = {"type": "object", "properties": {"p": schema}}
    return lower_document(folder, schemas={"Thing": whole}, openapi=openapi)


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({}, StringType()),
        ({"format": "date-time"}, StringType("date-time")),
        ({"format": "date"}, StringType("date")),
        ({"format": "time"}, StringType("time")),
        ({"format": "duration"}, StringType("duration")),
        ({"format": "uuid"}, StringType("uuid")),
        ({"format": "byte"}, StringType("byte")),
        ({"format": "decimal"}, StringType("decimal")),
        ({"format": "binary"}, StringType("binary")),
        ({"contentEncoding": "base64"}, StringType("byte")),
        ({"contentEncoding": "base64url"}, StringType("base64url")),
        ({"contentMediaType": "application/octet-stream"}, StringType("binary")),
        (
            {
                "contentMediaType": "application/octet-stream",
                "contentEncoding": "base64",
            },
            StringType("byte"),
        ),
        ({"format": "email"}, StringType()),
        ({"format": "byte", "maxLength": 8}, StringType(max_length=8)),
        ({"format": "base64url", "minLength": 8}, StringType(min_length=8)),
        # Nothing checks this pattern, so that it decides nothing.
        (
            {"contentEncoding": "base64", "pattern": "^.{0,262144}$"},
            StringType("byte"),
        ),
        ({"format": "date", "maxLength": 8}, StringType("date")),
        (
            {"minLength": 1, "maxLength": 2, "pattern": "^a"},
            StringType(min_length=1, max_length=2, pattern="^a"),
        ),
        ({"minLength": 2.0}, StringType(min_length=2)),
    ],
)
def test_strings_by_format_and_limits(
    tmp_path: Path, keywords: dict[str, Any], expected: Type
) -> None:
    assert thing(tmp_path, {"type": "string", **keywords}).field("p") == expected


def test_the_declared_format_is_kept(tmp_path: Path) -> None:
    found = thing(tmp_path, {"type": "string", "format": "email"}).field("p")
    assert isinstance(found, StringType)
    assert found.declared_format == "email"


def test_a_pattern_that_the_client_cannot_check_is_reported(tmp_path: Path) -> None:
    found = thing(tmp_path, {"type": "string", "pattern": "(?=a)"})
    assert found.field("p") == StringType()
    assert f"unenforced-keyword {PLACE}/pattern" in found.problems


@pytest.mark.parametrize(
    ("keywords", "bounds"),
    [
        ({}, Bounds()),
        ({"minimum": 1, "maximum": 2}, Bounds(minimum=1, maximum=2)),
        (
            {"exclusiveMinimum": 0.5, "exclusiveMaximum": 9},
            Bounds(exclusive_minimum=0.5, exclusive_maximum=9),
        ),
        ({"multipleOf": 5}, Bounds(multiple_of=5)),
    ],
)
def test_numbers_have_bounds(
    tmp_path: Path, keywords: dict[str, Any], bounds: Bounds
) -> None:
    integer = thing(tmp_path, {"type": "integer", **keywords}).field("p")
    number = thing(tmp_path, {"type": "number", **keywords}).field("p")
    assert (integer, number) == (IntegerType(bounds), NumberType(bounds))


def test_an_exclusive_bound_of_openapi_3_0_is_a_flag(tmp_path: Path) -> None:
    schema = {"type": "integer", "minimum": 1, "exclusiveMinimum": True}
    found = thing(tmp_path, schema, openapi="3.0.3").field("p")
    assert found == IntegerType(Bounds(exclusive_minimum=1))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, AnyType()),
        ({}, AnyType()),
        ({"description": "Anything."}, AnyType()),
        ({"type": "boolean"}, BooleanType()),
        ({"type": "null"}, NullType()),
        ({"type": ["string", "null"]}, NullableType(StringType())),
        ({"type": ["string", "integer"]}, UnionType((StringType(), IntegerType()))),
        ({"minLength": 2}, StringType(min_length=2)),
        ({"minimum": 2}, NumberType(Bounds(minimum=2))),
        ({"const": "a"}, LiteralType(("a",))),
        ({"const": None}, NullType()),
        ({"enum": ["a"]}, LiteralType(("a",))),
        ({"enum": [None]}, NullType()),
        ({"enum": ["a", "a", None]}, NullableType(LiteralType(("a",)))),
        ({"type": "string", "enum": ["a", {"b": 1}]}, LiteralType(("a",))),
        ({"type": "number", "enum": [1]}, LiteralType((1,))),
    ],
)
def test_types_by_keyword(tmp_path: Path, schema: Any, expected: Type) -> None:
    assert thing(tmp_path, schema).field("p") == expected


def test_an_inline_enum_of_several_values_is_declared(tmp_path: Path) -> None:
    found = thing(tmp_path, {"enum": ["a", "b", None]})
    assert found.field("p") == NullableType(RefType(PLACE))
    assert found.alias(PLACE) == LiteralType(("a", "b"))


def test_true_is_not_one(tmp_path: Path) -> None:
    found = thing(tmp_path, {"enum": [True, 1]})
    assert found.alias(PLACE) == LiteralType((True, 1))


@pytest.mark.parametrize(
    ("schema", "expected", "problem"),
    [
        ({"type": "number", "enum": [1.5]}, NumberType(), "unenforced-keyword"),
        ({"enum": [{"a": 1}, "b"]}, None, "unenforced-keyword"),
        ({"type": "integer", "enum": ["a"]}, IntegerType(), "unsupported-keyword"),
        ({"type": "string", "enum": []}, StringType(), "unsupported-keyword"),
    ],
)
def test_members_that_no_literal_holds_leave_the_type(
    tmp_path: Path, schema: Any, expected: Type | None, problem: str
) -> None:
    found = thing(tmp_path, schema)
    assert expected is None or found.field("p") == expected
    assert f"{problem} {PLACE}/enum" in found.problems


def test_nothing_satisfies_false(tmp_path: Path) -> None:
    found = thing(tmp_path, False)
    assert found.field("p") == AnyType()
    assert f"unsupported-keyword {PLACE}" in found.problems


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, NullableType(StringType())),
        ({"enum": ["a"], "nullable": True}, NullableType(LiteralType(("a",)))),
    ],
)
def test_nullable_of_openapi_3_0(tmp_path: Path, schema: Any, expected: Type) -> None:
    schema = {"type": "string", **schema}
    assert thing(tmp_path, schema, openapi="3.0.3").field("p") == expected
