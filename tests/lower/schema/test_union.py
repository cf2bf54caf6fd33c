"""``oneOf`` and ``anyOf``, with keywords beside them, and their limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    AnyType,
    ArrayType,
    Discriminator,
    IntegerType,
    LiteralType,
    MapType,
    NullableType,
    RefType,
    StringType,
    Type,
    UnionType,
)
from generator.lower.schema.expansion import MAX_COMBINATIONS, MAX_VARIANTS
from tests.lower.documents import SCHEMAS, Lowered, lower_document, ref

PLACE = "#/components/schemas/Thing/properties/p"
TEXT, INTEGER, NULL = {"type": "string"}, {"type": "integer"}, {"type": "null"}
A, B = RefType(SCHEMAS + "A"), RefType(SCHEMAS + "B")


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def thing(folder: Path, schema: Any, **others: Any) -> Lowered:
    whole = {"type": "object", "properties": {"p": schema}}
    return lower_document(folder, schemas={"Thing": whole, **others})


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        ([TEXT, INTEGER], UnionType((StringType(), IntegerType()))),
        ([TEXT, TEXT], StringType()),
        ([TEXT], StringType()),
        ([TEXT, NULL], NullableType(StringType())),
        ([TEXT, {"const": None}], NullableType(StringType())),
        ([TEXT, {}], AnyType()),
        (
            [TEXT, {"anyOf": [INTEGER, NULL]}],
            NullableType(UnionType((StringType(), IntegerType()))),
        ),
        ([ref("A"), ref("B")], UnionType((A, B))),
    ],
)
def test_unions_are_joined(tmp_path: Path, variants: list[Any], expected: Type) -> None:
    others = {"A": model(a=TEXT), "B": model(b=TEXT)}
    found = thing(tmp_path, {"anyOf": variants}, **others)
    assert found.field("p") == expected


def test_keywords_beside_a_union_hold_for_each_variant(tmp_path: Path) -> None:
    schema = {
        "type": "string",
        "minLength": 2,
        "anyOf": [{"maxLength": 4}, {"format": "date"}],
    }
    assert thing(tmp_path, schema).field("p") == UnionType(
        (StringType(min_length=2, max_length=4), StringType("date"))
    )


def test_properties_beside_a_union_belong_to_each_variant(tmp_path: Path) -> None:
    schema = {**model(id=TEXT), "anyOf": [ref("A"), ref("B")]}
    found = thing(tmp_path, schema, A=model(a=TEXT), B=model(b=TEXT))
    keys = [f"{PLACE}/anyOf/{name}" for name in "AB"]
    assert found.field("p") == UnionType(tuple(map(RefType, keys)))
    names = [[field.name for field in found.model(key).fields] for key in keys]
    assert sorted(map(sorted, names)) == [["a", "id"], ["b", "id"]]


def test_an_enum_beside_a_union_leaves_the_constants_that_it_has(
    tmp_path: Path,
) -> None:
    schema = {"enum": ["a", "b"], "oneOf": [{"const": each} for each in "abc"]}
    assert thing(tmp_path, schema).alias(PLACE) == LiteralType(("a", "b"))


def test_variants_that_only_require_properties_are_left_to_the_server(
    tmp_path: Path,
) -> None:
    properties = {"a": TEXT, "b": TEXT}
    either = [{"required": ["a"]}, {"required": ["b"]}]
    whole = {"type": "object", "properties": properties, "anyOf": either}
    found = lower_document(tmp_path, schemas={"Thing": whole})
    assert [field.required for field in found.model("Thing").fields] == [False, False]
    assert f"unenforced-keyword {SCHEMAS}Thing/anyOf" in found.problems


def test_constants_of_one_property_tell_variants_apart(tmp_path: Path) -> None:
    a = model(other=TEXT, kind={"const": "a"})
    b = model(other=TEXT, kind={"enum": ["b", "c"]})
    found = thing(tmp_path, {"oneOf": [ref("A"), ref("B")]}, A=a, B=b)
    mapping = (("a", A.id), ("b", B.id), ("c", B.id))
    assert found.field("p") == UnionType((A, B), Discriminator("kind", mapping))
    assert found.problems == []


@pytest.mark.parametrize(
    ("left", "right", "overlaps"),
    [
        (model(a=TEXT), model(b=TEXT), True),
        (model(a=TEXT), model(a=INTEGER), False),
        (model(a=TEXT), model(a=TEXT, b=TEXT), True),
        ({**model(a=TEXT), "additionalProperties": False}, model(b=TEXT), False),
        (model(a={"const": "x"}), model(a=TEXT), True),
        (model(a={"const": 1}), model(a=TEXT), False),
        (TEXT, TEXT, False),
        (TEXT, INTEGER, False),
        ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}, True),
        ({"enum": ["a"]}, {"enum": ["b"]}, False),
    ],
)
def test_variants_of_one_of_that_overlap_are_reported(
    tmp_path: Path, left: Any, right: Any, overlaps: bool
) -> None:
    found = thing(tmp_path, {"oneOf": [ref("A"), ref("B")]}, A=left, B=right)
    problem = f"overlapping-one-of {PLACE}/oneOf"
    # Two names of one type are two variants.
    assert (problem in found.problems) is (overlaps or left == right)


def test_a_union_of_too_many_variants_is_any_value(tmp_path: Path) -> None:
    variants = [{"const": str(number)} for number in range(MAX_VARIANTS + 1)]
    found = thing(tmp_path, {"anyOf": variants})
    assert found.field("p") == AnyType()
    assert f"unsupported-keyword {PLACE}/anyOf" in found.problems


def test_unions_that_combine_to_too_many_variants_are_cut_short(tmp_path: Path) -> None:
    some = [{"maxLength": number + 1} for number in range(MAX_COMBINATIONS // 2)]
    more = [{"minLength": number} for number in range(3)]
    schema = {"type": "string", "oneOf": some, "anyOf": more}
    found = thing(tmp_path, schema)
    assert f"unsupported-keyword {PLACE}" in found.problems
    assert isinstance(found.field("p"), UnionType)


@pytest.mark.parametrize("wrap", ["items", "additionalProperties"])
def test_a_union_may_contain_itself(tmp_path: Path, wrap: str) -> None:
    kind = {"items": "array", "additionalProperties": "object"}[wrap]
    schemas = {"Json": {"anyOf": [TEXT, {"type": kind, wrap: ref("Json")}]}}
    found = lower_document(tmp_path, schemas=schemas)
    json = RefType(SCHEMAS + "Json")
    inner = ArrayType(json) if wrap == "items" else MapType(json)
    assert found.alias("Json") == UnionType((StringType(), inner))
