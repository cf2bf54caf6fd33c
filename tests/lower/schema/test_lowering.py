"""Objects, arrays, references and annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    AnyType,
    ArrayType,
    Doc,
    IntegerType,
    MapType,
    NullableType,
    RefType,
    StringType,
    TupleType,
    Type,
    UnionType,
)
from tests.lower.documents import SCHEMAS, Lowered, lower_document, ref

PLACE = "#/components/schemas/Thing/properties/p"
TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


def thing(folder: Path, schema: Any, **others: Any) -> Lowered:
    whole = {"type": "object", "properties": {"p": schema}}
    return lower_document(folder, schemas={"Thing": whole, **others})


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({}, ArrayType(AnyType())),
        ({"items": TEXT}, ArrayType(StringType())),
        (
            {"items": TEXT, "minItems": 1, "maxItems": 2, "uniqueItems": True},
            ArrayType(StringType(), 1, 2, unique=True),
        ),
        ({"items": False}, ArrayType(AnyType(), None, 0)),
        (
            {"prefixItems": [TEXT, INTEGER], "minItems": 2, "maxItems": 2},
            TupleType((StringType(), IntegerType())),
        ),
        (
            {"prefixItems": [TEXT, INTEGER], "minItems": 2, "items": False},
            TupleType((StringType(), IntegerType())),
        ),
        (
            {"prefixItems": [TEXT], "items": INTEGER},
            ArrayType(UnionType((StringType(), IntegerType()))),
        ),
        ({"prefixItems": [TEXT], "items": False}, ArrayType(StringType())),
    ],
)
def test_arrays(tmp_path: Path, keywords: dict[str, Any], expected: Type) -> None:
    assert thing(tmp_path, {"type": "array", **keywords}).field("p") == expected


def test_prefix_items_that_are_no_tuple_are_reported(tmp_path: Path) -> None:
    found = thing(tmp_path, {"type": "array", "prefixItems": [TEXT]})
    assert f"unenforced-keyword {PLACE}/prefixItems" in found.problems


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({}, MapType(AnyType())),
        ({"additionalProperties": TEXT}, MapType(StringType())),
        ({"additionalProperties": False}, MapType(AnyType(), None, 0)),
        (
            {"additionalProperties": TEXT, "minProperties": 1, "maxProperties": 2},
            MapType(StringType(), 1, 2),
        ),
        (
            {"patternProperties": {"^a": TEXT}, "additionalProperties": False},
            MapType(StringType()),
        ),
    ],
)
def test_an_object_without_properties_is_a_map(
    tmp_path: Path, keywords: dict[str, Any], expected: Type
) -> None:
    assert thing(tmp_path, {"type": "object", **keywords}).field("p") == expected


@pytest.mark.parametrize(
    ("keywords", "extra", "closed"),
    [
        ({}, None, False),
        ({"additionalProperties": True}, AnyType(), False),
        ({"additionalProperties": TEXT}, StringType(), False),
        ({"additionalProperties": False}, None, True),
        (
            {"additionalProperties": False, "patternProperties": {"^x": TEXT}},
            StringType(),
            False,
        ),
    ],
)
def test_a_model_may_have_further_properties(
    tmp_path: Path, keywords: dict[str, Any], extra: Type | None, closed: bool
) -> None:
    whole = {"type": "object", "properties": {"a": TEXT}, **keywords}
    model = lower_document(tmp_path, schemas={"Thing": whole}).model("Thing")
    assert (model.extra, model.closed) == (extra, closed)


def test_a_property_is_required_or_not(tmp_path: Path) -> None:
    whole = {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXT},
        "required": ["c", "a"],
    }
    model = lower_document(tmp_path, schemas={"Thing": whole}).model("Thing")
    assert {field.name: field.required for field in model.fields} == {
        "a": True,
        "b": False,
        "c": True,
    }
    assert model.fields[-1].type == AnyType()


def test_an_inline_object_is_declared_in_its_place(tmp_path: Path) -> None:
    found = thing(tmp_path, {"type": "object", "properties": {"a": TEXT}})
    assert found.field("p") == RefType(PLACE)
    assert [field.name for field in found.model(PLACE).fields] == ["a"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (ref("Other"), RefType(SCHEMAS + "Other")),
        ({**ref("Other"), "description": "D"}, RefType(SCHEMAS + "Other")),
        ({"allOf": [ref("Other")], "description": "D"}, RefType(SCHEMAS + "Other")),
        ({"allOf": [ref("Other"), {"description": "D"}]}, RefType(SCHEMAS + "Other")),
        (
            {"anyOf": [ref("Other"), {"type": "null"}]},
            NullableType(RefType(SCHEMAS + "Other")),
        ),
        (ref("Null"), NullableType(RefType(SCHEMAS + "Null"))),
        (ref("Anything"), AnyType()),
    ],
)
def test_a_reference_keeps_the_name(
    tmp_path: Path, schema: Any, expected: Type
) -> None:
    others = {
        "Other": {"type": "object", "properties": {"a": TEXT}},
        "Null": {"type": ["string", "null"]},
        "Anything": {},
    }
    assert thing(tmp_path, schema, **others).field("p") == expected


def test_a_schema_may_contain_itself(tmp_path: Path) -> None:
    node = {"type": "object", "properties": {"next": ref("Node")}}
    found = lower_document(tmp_path, schemas={"Node": node})
    assert found.field("next", "Node") == RefType(SCHEMAS + "Node")


def test_a_name_for_another_name_is_an_alias(tmp_path: Path) -> None:
    found = lower_document(tmp_path, schemas={"A": ref("B"), "B": TEXT})
    assert found.alias("A") == RefType(SCHEMAS + "B")


def test_annotations_of_a_property_come_before_those_that_it_refers_to(
    tmp_path: Path,
) -> None:
    other = {**TEXT, "description": "theirs", "default": "d", "deprecated": True}
    properties = {"a": {**ref("Other"), "description": "own"}, "b": ref("Other")}
    schemas = {"Thing": {"type": "object", "properties": properties}, "Other": other}
    a, b = lower_document(tmp_path, schemas=schemas).model("Thing").fields
    assert a.doc == Doc(description="own", default='"d"', deprecated=True)
    assert b.doc == Doc(description="theirs", default='"d"', deprecated=True)


def test_a_property_repeats_only_the_first_line_of_a_model(tmp_path: Path) -> None:
    other = {"type": "object", "properties": {"a": TEXT}, "description": "One.\nTwo."}
    (field,) = thing(tmp_path, ref("Other"), Other=other).model("Thing").fields
    assert field.doc.description == "One."


def test_a_long_default_is_not_documented(tmp_path: Path) -> None:
    (field,) = thing(tmp_path, {**TEXT, "default": "x" * 300}).model("Thing").fields
    assert field.doc.default is None


def test_the_document_can_name_models_and_properties(tmp_path: Path) -> None:
    whole = {
        "type": "object",
        "x-gen-name": "Item",
        "properties": {"p": {**TEXT, "x-gen-name": "part"}},
    }
    model = lower_document(tmp_path, schemas={"Thing": whole}).model("Thing")
    assert (model.python_name, model.fields[0].python_name) == ("Item", "part")


def test_a_property_that_is_read_only_and_write_only_is_neither(tmp_path: Path) -> None:
    found = thing(tmp_path, {**TEXT, "readOnly": True, "writeOnly": True})
    (field,) = found.model("Thing").fields
    assert (field.read_only, field.write_only) == (False, False)
    assert f"contradictory-schema {PLACE}" in found.problems
