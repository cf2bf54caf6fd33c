"""What samples need to know of types and schemas, found in one walk."""

from __future__ import annotations

from typing import Any

import pytest

from generator.emit.sample_nodes import property_schemas
from generator.emit.sample_scalars import texts
from generator.emit.sample_types import is_of
from generator.emit.validity import validity
from generator.ir import (
    Alias,
    ArrayType,
    Declaration,
    IntegerType,
    MapType,
    NullableType,
    RefType,
    StringType,
    TupleType,
    Type,
    UnionType,
)
from generator.matching_text import UnsupportedPatternError, matching_text

LEVELS = 7
VERY_LONG = 5_000_000


class Counted(dict[str, Declaration]):
    """Declarations that count how often one is asked for."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.asked += 1
        return super().get(key, default)


def branching(is_array: bool) -> Counted:
    """Unions of six others, each in its own array if asked for."""
    types = Counted()
    for level in range(LEVELS):
        refs = [RefType(f"{level + 1} {n}") for n in range(6)]
        union = UnionType(tuple(ArrayType(e) if is_array else e for e in refs))
        types |= {f"{level} {n}": Alias("", union) for n in range(6)}
    return Counted(types | {f"{LEVELS} {n}": Alias("", StringType()) for n in range(6)})


@pytest.mark.parametrize("is_array", [False, True])
def test_a_value_is_compared_with_each_type_once(is_array: bool) -> None:
    types = branching(is_array)
    value: Any = 1
    for _ in range(LEVELS if is_array else 0):
        value = [value]
    assert not is_of(value, RefType("0 0"), types)
    assert types.asked < 2_000


@pytest.mark.parametrize(
    ("type_", "valid", "invalid"),
    [
        (NullableType(RefType("tree")), [None, [], [[], ["a"]]], [1, [1], [[[1]]]]),
        (TupleType((IntegerType(), RefType("tree"))), [[1, []]], [[1], [[], 1], {}]),
        (MapType(RefType("tree")), [{}, {"a": [[]]}], [{"a": 1}, []]),
    ],
)
def test_a_value_of_a_recursive_type(
    type_: Type, valid: list[Any], invalid: list[Any]
) -> None:
    tree = UnionType((StringType(), RefType("tree")))
    types = {"tree": Alias("tree", ArrayType(tree))}
    assert all(is_of(each, type_, types) for each in valid)
    assert not any(is_of(each, type_, types) for each in invalid)


def included(levels: int, width: int) -> dict[str, Any]:
    """A document whose schemas include the next one each, several times."""
    schemas: dict[str, Any] = {
        f"S{n}": {
            "allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}] * width,
            "properties": {f"p{n}": {"title": str(n)}, "p": {"title": str(n)}},
        }
        for n in range(levels)
    }
    schemas[f"S{levels}"] = {
        "properties": {"last": {"title": "last"}},
        "allOf": [{"$ref": "#/components/schemas/S0"}],
    }
    return {"components": {"schemas": schemas}}


def test_properties_of_schemas_that_are_included_on_many_ways() -> None:
    document = included(levels=30, width=20)
    found = property_schemas(document, {"$ref": "#/components/schemas/S0"})
    titles = {name: schema["title"] for name, schema in found.items()}
    assert titles == {"p": "0", "last": "last"} | {f"p{n}": str(n) for n in range(30)}
    assert property_schemas(document, {"allOf": 1}) == property_schemas({}, 1) == {}


def test_unevaluated_properties_of_schemas_that_are_included_on_many_ways() -> None:
    document = included(levels=6, width=20)
    del document["components"]["schemas"]["S6"]["allOf"]
    schema = {"$ref": "#/components/schemas/S0", "unevaluatedProperties": False}
    assert validity(document, schema, {"last": 1, "p": 2}) is True
    assert validity(document, schema, {"other": 1}) is None


def test_a_very_long_text_is_not_made_up() -> None:
    assert list(texts(StringType(min_length=VERY_LONG), 0)) == []
    assert [len(each) for each in texts(StringType(min_length=500), 1)] == [500]
    for pattern in ("a", "^[a-z]+$"):
        with pytest.raises(UnsupportedPatternError, match="over 4000 characters"):
            matching_text(pattern, VERY_LONG)
