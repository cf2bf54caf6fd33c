"""``allOf``: members that hold at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    Bounds,
    IntegerType,
    LiteralType,
    NumberType,
    RefType,
    StringType,
    Type,
)
from tests.lower.documents import SCHEMAS, Lowered, lower_document, ref

PLACE = "#/components/schemas/Thing/properties/p"
TEXT = {"type": "string"}


def thing(folder: Path, *members: Any, **siblings: Any) -> Lowered:
    schema = {"allOf": list(members), **siblings}
    whole = {"type": "object", "properties": {"p": schema}}
    return lower_document(folder, schemas={"Thing": whole})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"type": "number"}, {"type": "integer"}, IntegerType()),
        ({"type": ["string", "null"]}, TEXT, StringType()),
        (
            {"type": "integer", "minimum": 1},
            {"minimum": 2},
            IntegerType(Bounds(minimum=2)),
        ),
        (
            {"type": "integer", "maximum": 1},
            {"maximum": 2},
            IntegerType(Bounds(maximum=1)),
        ),
        (
            {"type": "integer", "multipleOf": 4},
            {"multipleOf": 6},
            IntegerType(Bounds(multiple_of=12)),
        ),
        (
            {"type": "number", "multipleOf": 0.5},
            {"multipleOf": 0.75},
            NumberType(Bounds(multiple_of=1.5)),
        ),
        (
            {**TEXT, "minLength": 1},
            {"maxLength": 2},
            StringType(min_length=1, max_length=2),
        ),
        ({**TEXT, "enum": ["a", "b"]}, {"enum": ["b", "c"]}, LiteralType(("b",))),
    ],
)
def test_the_stricter_value_of_a_keyword_holds(
    tmp_path: Path, first: Any, second: Any, expected: Type
) -> None:
    found = thing(tmp_path, first, second)
    assert (found.field("p"), found.problems) == (expected, [])


@pytest.mark.parametrize(
    ("keyword", "first", "second"),
    [
        ("type", TEXT, {"type": "integer"}),
        ("const", {**TEXT, "const": "a"}, {"const": "b"}),
        ("enum", {**TEXT, "enum": ["a"]}, {"enum": ["b"]}),
        ("format", {**TEXT, "format": "date"}, {"format": "uuid"}),
    ],
)
def test_a_disagreement_is_reported_at_both_places(
    tmp_path: Path, keyword: str, first: Any, second: Any
) -> None:
    found = thing(tmp_path, first, second)
    assert [
        f"conflicting-all-of {PLACE}/allOf/{index}/{keyword}" for index in (0, 1)
    ] == [each for each in found.problems if each.startswith("conflicting")]


def test_only_one_of_several_patterns_is_checked(tmp_path: Path) -> None:
    found = thing(tmp_path, {**TEXT, "pattern": "^a"}, {"pattern": "b$"})
    assert found.field("p") == StringType(pattern="^a")
    assert f"unenforced-keyword {PLACE}/allOf/1/pattern" in found.problems


def test_a_model_has_the_properties_of_all_members_the_included_ones_first(
    tmp_path: Path,
) -> None:
    schemas = {
        "Base": {"type": "object", "properties": {"id": TEXT}, "required": ["id"]},
        "Thing": {
            "allOf": [ref("Base"), {"properties": {"a": TEXT}, "required": ["a"]}],
            "properties": {"b": TEXT},
        },
    }
    model = lower_document(tmp_path, schemas=schemas).model("Thing")
    assert {field.name: field.required for field in model.fields} == {
        "id": True,
        "a": True,
        "b": False,
    }
    assert [field.name for field in model.fields] == ["id", "a", "b"]


def test_a_property_of_two_members_satisfies_both(tmp_path: Path) -> None:
    schemas = {
        "Base": {"type": "object", "properties": {"size": {"type": "integer"}}},
        "Thing": {"allOf": [ref("Base")], "properties": {"size": {"minimum": 3}}},
    }
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("size") == IntegerType(Bounds(minimum=3))


@pytest.mark.parametrize(
    ("siblings", "description"),
    [({}, ""), ({"description": "own"}, "own")],
)
def test_what_extends_a_schema_does_not_have_its_description(
    tmp_path: Path, siblings: dict[str, str], description: str
) -> None:
    schemas = {
        "Base": {"type": "object", "properties": {"id": TEXT}, "description": "base"},
        "Thing": {"allOf": [ref("Base"), {"properties": {"a": TEXT}}], **siblings},
    }
    model = lower_document(tmp_path, schemas=schemas).model("Thing")
    assert model.doc.description == description


def test_a_schema_that_includes_itself_is_reported(tmp_path: Path) -> None:
    thing = {"allOf": [ref("Thing"), {"properties": {"a": TEXT}}], "type": "object"}
    found = lower_document(tmp_path, schemas={"Thing": thing})
    assert [field.name for field in found.model("Thing").fields] == ["a"]
    assert f"circular-ref {SCHEMAS}Thing" in found.problems


def test_a_schema_that_is_included_in_many_ways_is_merged_once(tmp_path: Path) -> None:
    schemas: dict[str, Any] = {"L0": {"type": "object", "properties": {"a": TEXT}}}
    for level in range(1, 40):
        below = ref(f"L{level - 1}")
        schemas[f"L{level}"] = {
            "allOf": [below, below, {"properties": {f"b{level}": TEXT}}]
        }
    found = lower_document(tmp_path, schemas=schemas)
    assert len(found.model("L39").fields) == 40


def test_a_nullable_member_does_not_make_the_whole_nullable(tmp_path: Path) -> None:
    schemas = {
        "Base": {"type": ["object", "null"], "properties": {"id": TEXT}},
        "Thing": {
            "type": "object",
            "properties": {"p": {"type": "object", "allOf": [ref("Base")]}},
        },
    }
    assert lower_document(tmp_path, schemas=schemas).field("p") == RefType(PLACE)
