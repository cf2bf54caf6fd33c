"""Unions that several schemas include, each with more beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.document.node import Node
from generator.ir import Alias, ArrayType, Declaration, LiteralType, Model, RefType
from generator.lower.schema import schema_set
from generator.lower.schema.keywords import is_reference
from tests.lower.documents import lower_document, ref, returning

FULL = "#/components/schemas/Full"


def declared(folder: Path, schemas: dict[str, Any]) -> Mapping[str, Declaration]:
    """The declarations of a document with one operation, which returns Full."""
    paths = returning(ref("Full"))
    return lower_document(folder, paths, schemas, openapi="3.0.3").api.types


def fields(declaration: Declaration) -> set[str]:
    assert isinstance(declaration, Model)
    return {field.name for field in declaration.fields}


def part(name: str) -> dict[str, Any]:
    return {"properties": {name: {"type": "string"}}}


def extended(name: str, what: str) -> list[Any]:
    return [{"$ref": f"#/components/schemas/{name}"}, part(what)]


def test_each_schema_has_what_it_adds_to_a_nullable_one(tmp_path: Path) -> None:
    """`nullable` beside `allOf` is a union with null, which all that include it get."""
    types = declared(
        tmp_path,
        {
            "Base": {"type": "object", **part("id")},
            "Mini": {"nullable": True, "allOf": extended("Base", "name")},
            "More": {"type": "object", "allOf": extended("Mini", "size")},
            "Full": {"type": "object", "allOf": extended("More", "lock")},
        },
    )
    assert fields(types[FULL]) == {"id", "name", "size", "lock"}
    assert fields(types["#/components/schemas/More"]) == {"id", "name", "size"}


def test_variants_belong_to_the_schema_that_includes_them(tmp_path: Path) -> None:
    types = declared(
        tmp_path,
        {
            "Either": {"oneOf": [part("cat"), part("dog")]},
            "One": {"allOf": extended("Either", "one")},
            "Two": {"allOf": extended("Either", "two")},
            "Full": {"type": "array", "items": {"$ref": "#/components/schemas/Two"}},
        },
    )
    alias = types[FULL]
    assert isinstance(alias, Alias)
    assert isinstance(alias.type, ArrayType)
    models = [each for each in types.values() if isinstance(each, Model)]
    assert {frozenset(fields(model)) for model in models} >= {
        frozenset({"cat", "one"}),
        frozenset({"dog", "one"}),
        frozenset({"cat", "two"}),
        frozenset({"dog", "two"}),
    }


def test_constants_that_an_enum_leaves_out(tmp_path: Path) -> None:
    kinds = {"oneOf": [{"enum": [1]}, {"const": 2}, {"const": 3}]}
    kind = {"enum": [3], "allOf": [{"$ref": "#/components/schemas/Kinds"}]}
    types = declared(
        tmp_path,
        {
            "Kinds": {"oneOf": kinds["oneOf"][1:]},
            "Full": {"type": "object", "properties": {"kind": kind}},
        },
    )
    full = types[FULL]
    assert isinstance(full, Model)
    type_ = full.fields[0].type
    if isinstance(type_, RefType):
        declaration = types[type_.id]
        assert isinstance(declaration, Alias)
        type_ = declaration.type
    assert type_ == LiteralType((3,))


def test_what_is_in_a_union_that_it_includes_is_found_in_one_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A set is compared with few variants, however many the union has."""
    asked = []

    def counted(node: Node) -> bool:
        asked.append(node)
        return is_reference(node)

    monkeypatch.setattr(schema_set, "is_reference", counted)
    names = [f"V{n}" for n in range(150)]
    types = declared(
        tmp_path,
        {
            "Full": {"oneOf": [ref(name) for name in names]},
            **{name: {"allOf": extended("Full", name)} for name in names},
            "Other": {"allOf": extended("Full", "other")},
        },
    )
    assert all(fields(types[f"#/components/schemas/{e}"]) == {e} for e in names)
    assert isinstance(types[FULL], Alias)
    assert len(asked) < 20 * len(names)
