"""Traversal of types: children, references, what references stand for, mapping."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    BinaryType,
    Body,
    BooleanType,
    Content,
    Declaration,
    Discriminator,
    Field,
    Header,
    IntegerType,
    LiteralType,
    MapType,
    Model,
    NullableType,
    NullType,
    NumberType,
    Operation,
    Parameter,
    RefType,
    Response,
    StringType,
    TupleType,
    Type,
    UnionType,
)
from generator.ir.visit import (
    alternatives,
    children,
    follow_aliases,
    map_declaration,
    map_operation,
    map_types,
    reachable_from,
    references,
    request_types,
    resolve,
    response_types,
)

TEXT, WHOLE, FLAG = StringType(), IntegerType(), BooleanType()
A, B, C = RefType("#/A"), RefType("#/B"), RefType("#/C")
LEAVES: tuple[Type, ...] = (
    AnyType(),
    NullType(),
    FLAG,
    WHOLE,
    NumberType(),
    TEXT,
    BinaryType(),
    LiteralType(("a", 1)),
    A,
)
CONTAINERS: tuple[tuple[Type, tuple[Type, ...]], ...] = (
    (ArrayType(TEXT, min_items=1, unique=True), (TEXT,)),
    (MapType(TEXT, max_properties=3), (TEXT,)),
    (NullableType(TEXT), (TEXT,)),
    (TupleType((TEXT, WHOLE)), (TEXT, WHOLE)),
    (UnionType((A, B), Discriminator("kind", (("a", "#/A"),), "#/B")), (A, B)),
)


def model(key: str, *types: Type, extra: Type | None = None) -> Model:
    fields = (Field(f"f{n}", each, required=True) for n, each in enumerate(types))
    return Model(key, tuple(fields), extra)


def declared(*declarations: Declaration) -> dict[str, Declaration]:
    return {each.id: each for each in declarations}


def test_every_kind_of_type_is_in_one_of_the_tables() -> None:
    kinds = {type(each) for each in LEAVES} | {type(each) for each, _ in CONTAINERS}
    assert kinds == set(get_args(Type))


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_has_no_children_and_maps_to_itself(leaf: Type) -> None:
    assert children(leaf) == ()
    assert map_types(leaf, lambda _: FLAG) is leaf


@pytest.mark.parametrize(("container", "expected"), CONTAINERS)
def test_a_container_has_its_children_in_order(
    container: Type, expected: tuple[Type, ...]
) -> None:
    assert children(container) == expected


@pytest.mark.parametrize(("container", "expected"), CONTAINERS)
def test_mapping_replaces_the_children_and_nothing_else(
    container: Type, expected: tuple[Type, ...]
) -> None:
    mapped = map_types(container, lambda _: FLAG)
    assert children(mapped) == (FLAG,) * len(expected)
    before = iter(expected)
    assert map_types(mapped, lambda _: next(before)) == container


@pytest.mark.parametrize("container", [each for each, _ in CONTAINERS])
def test_mapping_returns_the_same_object_where_nothing_changes(container: Type) -> None:
    assert map_types(container, lambda each: each) is container


def test_the_children_of_declarations_are_fields_then_further_properties() -> None:
    assert children(model("#/A", TEXT, B, extra=WHOLE)) == (TEXT, B, WHOLE)
    assert children(Alias("#/A", B)) == (B,)


def test_mapping_a_declaration_keeps_all_but_the_types() -> None:
    before = replace(model("#/A", TEXT, extra=TEXT), closed=True, python_name="Name")
    after = map_declaration(before, lambda _: FLAG)
    assert after == replace(
        model("#/A", FLAG, extra=FLAG), closed=True, python_name="Name"
    )
    assert map_declaration(Alias("#/A", TEXT), lambda _: A) == Alias("#/A", A)


def test_references_are_in_order_and_not_followed() -> None:
    found = references(model("#/M", TupleType((B, ArrayType(A))), extra=B))
    assert found == ["#/B", "#/A", "#/B"]
    both = UnionType((ArrayType(NullableType(A)), B))
    assert references(both) == ["#/A", "#/B"]
    assert references(Alias("#/U", both)) == ["#/A", "#/B"]
    assert references(C) == ["#/C"]


def test_a_deep_type_is_no_matter_of_the_stack() -> None:
    deep: Type = A
    for _ in range(5_000):
        deep = ArrayType(deep)
    assert references(deep) == ["#/A"]


def test_reachable_types_include_cycles_but_no_unknown_keys() -> None:
    types = declared(model("#/A", B), model("#/B", A, C), model("#/D", A))
    assert reachable_from(["#/A"], types) == {"#/A", "#/B"}


@pytest.mark.parametrize(
    ("type_", "followed", "resolved"),
    [
        (TEXT, TEXT, TEXT),
        (RefType("#/Text"), TEXT, TEXT),
        (RefType("#/Model"), RefType("#/Model"), model("#/Model")),
        (RefType("#/Name"), RefType("#/Model"), model("#/Model")),
        (RefType("#/Unknown"), RefType("#/Unknown"), RefType("#/Unknown")),
        (RefType("#/Circle"), RefType("#/Circle"), RefType("#/Circle")),
        (NullableType(A), NullableType(A), NullableType(A)),
    ],
)
def test_references_stand_for_types_and_models(
    type_: Type, followed: Type, resolved: Type | Model
) -> None:
    types = declared(
        Alias("#/Text", TEXT),
        model("#/Model"),
        Alias("#/Name", RefType("#/Model")),
        Alias("#/Circle", RefType("#/Circle")),
    )
    assert follow_aliases(type_, types) == followed
    assert resolve(type_, types) == resolved


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (TEXT, [TEXT]),
        (A, [model("#/A")]),
        (NullableType(A), [model("#/A"), NullType()]),
        (UnionType((B, TEXT)), [model("#/A"), WHOLE, TEXT]),
        (UnionType((A, B)), [model("#/A"), WHOLE]),
        (C, [model("#/A"), NullType()]),
        (RefType("#/Unknown"), [RefType("#/Unknown")]),
    ],
)
def test_alternatives_are_what_a_value_may_be(
    type_: Type, expected: list[Type | Model]
) -> None:
    types = declared(
        model("#/A"),
        Alias("#/B", UnionType((A, WHOLE))),
        Alias("#/C", NullableType(UnionType((A, C)))),
    )
    assert list(alternatives(type_, types)) == expected


def test_the_types_of_an_operation_by_direction() -> None:
    header = Header("X", WHOLE, required=False, description="")
    operation = Operation(
        method="POST",
        path="/",
        pointer="#/paths/~1/post",
        operation_id=None,
        tag=None,
        summary="",
        description="",
        deprecated=False,
        parameters=(Parameter("q", "query", TEXT, False, "form", True, "#/q"),),
        body=Body(True, (Content("application/json", A),), "", "#/body"),
        responses=(Response("200", "", (Content("application/json", B),), (header,)),),
        security=(),
    )
    assert list(request_types(operation)) == [TEXT, A]
    assert list(response_types(operation)) == [B, WHOLE]
    sent = map_operation(operation, lambda _: FLAG)
    assert [*request_types(sent)] == [FLAG, FLAG]
    assert sent.responses == operation.responses
    both = map_operation(operation, lambda each: each, lambda _: FLAG)
    assert [*request_types(both), *response_types(both)] == [TEXT, A, FLAG, FLAG]
