"""Sets of schemas: parents that list their children, recursion, and equal types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    Declaration,
    IntegerType,
    LiteralType,
    Model,
    NullableType,
    RefType,
    StringType,
    UnionType,
)
from generator.lower.schema import schema_set
from generator.lower.schema.expansion import MIN_COMBINED_FIELDS, MIN_COMBINED_SETS
from tests.lower.documents import SCHEMAS, Lowered, lower_document, ref, returning

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def names(declared: Declaration) -> list[str]:
    assert isinstance(declared, Model), declared
    return [field.name for field in declared.fields]


def variants(found: Lowered, name: str) -> list[str]:
    """The schemas that a union refers to, in order."""
    union = found.alias(name)
    assert isinstance(union, UnionType), union
    keys = [each.id for each in union.variants if isinstance(each, RefType)]
    assert len(keys) == len(union.variants)
    return [key.removeprefix(SCHEMAS) for key in keys]


def child(*more: Any, parent: str = "Pet") -> dict[str, Any]:
    return {"allOf": [ref(parent), *more]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    "mapping", [None, {}, {"cat": "Cat"}, {"cat": "Cat", "dog": "Dog"}]
)
@pytest.mark.parametrize(
    "cat",
    [
        child(model(claws=INTEGER)),
        {"allOf": [ref("Pet")], **model(claws=INTEGER)},
        {**ref("Pet"), **model(claws=INTEGER)},
        {"allOf": [{"allOf": [ref("Pet")]}, {"allOf": [model(claws=INTEGER)]}]},
    ],
)
def test_a_parent_that_lists_its_children_is_their_union(
    tmp_path: Path, keyword: str, mapping: Any, cat: Any
) -> None:
    parent = {**model(kind=TEXT), keyword: [ref("Cat"), ref("Dog")]}
    if mapping is not None:
        parent["discriminator"] = {"propertyName": "kind", "mapping": mapping}
    dog = child(model(bark=TEXT))
    found = lower_document(tmp_path, schemas={"Pet": parent, "Cat": cat, "Dog": dog})
    assert variants(found, "Pet") == ["Cat", "Dog"]
    assert names(found.model("Cat")) == ["kind", "claws"]
    assert names(found.model("Dog")) == ["kind", "bark"]
    assert found.api.types.keys() == {SCHEMAS + name for name in ("Pet", "Cat", "Dog")}


def test_a_parent_that_lists_one_child_is_that_child(tmp_path: Path) -> None:
    parent = {**model(kind=TEXT), "anyOf": [ref("Cat")]}
    schemas = {"Pet": parent, "Cat": child(model(claws=INTEGER))}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.alias("Pet") == RefType(SCHEMAS + "Cat")


def test_a_grandchild_is_a_child_of_the_union_that_lists_its_parent(
    tmp_path: Path,
) -> None:
    parent = {
        **model(kind=TEXT),
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "kind"},
    }
    kitten = child(model(age=INTEGER), parent="Cat")
    schemas = {"Pet": parent, "Cat": child(), "Dog": child(), "Kitten": kitten}
    found = lower_document(tmp_path, schemas=schemas)
    assert variants(found, "Pet") == ["Cat", "Dog", "Kitten"]
    assert names(found.model("Kitten")) == ["kind", "age"]


def test_what_satisfies_a_variant_is_not_combined_with_the_others(
    tmp_path: Path,
) -> None:
    either = {"oneOf": [ref("A"), ref("B")]}
    schemas = {"A": model(a=TEXT), "B": model(b=TEXT), "Either": either}
    both = {"allOf": [ref("A"), ref("Either")], "properties": {"c": TEXT}}
    found = lower_document(tmp_path, schemas={**schemas, "Thing": both})
    assert names(found.model("Thing")) == ["a", "c"]


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"A": {"oneOf": [ref("A"), TEXT]}}, {"A": StringType()}),
        ({"A": {"anyOf": [{"allOf": [ref("A")]}, TEXT]}}, {"A": StringType()}),
        ({"A": {"anyOf": [ref("A")]}}, {"A": AnyType()}),
        (
            {"A": {"oneOf": [ref("B"), TEXT]}, "B": {"oneOf": [INTEGER, ref("A")]}},
            dict.fromkeys("AB", UnionType((StringType(), IntegerType()))),
        ),
    ],
)
def test_unions_that_contain_each_other_have_the_same_variants(
    tmp_path: Path, schemas: Any, expected: Any
) -> None:
    found = lower_document(tmp_path, schemas=schemas)
    assert {name: found.alias(name) for name in schemas} == expected


def test_a_tag_that_is_lost_in_a_circle_of_unions_is_reported(tmp_path: Path) -> None:
    upper = {"oneOf": [ref("A"), ref("Lower")], "discriminator": {"propertyName": "u"}}
    lower = {"oneOf": [ref("B"), ref("Upper")], "discriminator": {"propertyName": "l"}}
    schemas = {"Upper": upper, "Lower": lower, "A": model(u=TEXT), "B": model(l=TEXT)}
    found = lower_document(tmp_path, schemas=schemas)
    assert variants(found, "Upper") == variants(found, "Lower") == ["A", "B"]
    assert [
        f"unusable-discriminator {SCHEMAS}{name}/discriminator"
        for name in ("Upper", "Lower")
    ] == sorted(found.problems, reverse=True)


def test_a_required_property_without_a_schema_is_a_further_one(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"a": TEXT}, "required": ["a", "b"]}
    schemas = {"Thing": {**thing, "additionalProperties": INTEGER}}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("b") == IntegerType()


def test_a_recursive_refinement_ends(tmp_path: Path) -> None:
    node = {**model(id=TEXT), "properties": {"id": TEXT, "parent": ref("Folder")}}
    refined = {"properties": {"parent": {"type": "object"}, "size": INTEGER}}
    schemas = {"Node": node, "Folder": child(refined, parent="Node")}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("parent", "Folder") == RefType(SCHEMAS + "Folder")


def test_circles_of_different_length_are_combined_step_by_step(tmp_path: Path) -> None:
    schemas: dict[str, Any] = {"C": {"allOf": [ref("A0"), ref("B0")]}}
    for letter, length in (("A", 2), ("B", 3)):
        for number in range(length):
            next_ = ref(f"{letter}{(number + 1) % length}")
            schemas[f"{letter}{number}"] = model(
                next=next_, **{f"{letter}{number}": TEXT}
            )
    found = lower_document(tmp_path, schemas=schemas)
    seen, key = [], SCHEMAS + "C"
    while key not in seen:
        seen.append(key)
        (next_type,) = (
            field.type for field in found.model(key).fields if field.name == "next"
        )
        assert isinstance(next_type, RefType)
        key = next_type.id
    assert key == SCHEMAS + "C"
    assert len(seen) == 6


def test_an_array_inside_of_itself_is_an_alias(tmp_path: Path) -> None:
    items = {"allOf": [ref("Tree"), {"minItems": 1}]}
    schemas = {"Tree": {"type": "array", "items": items}}
    found = lower_document(tmp_path, schemas=schemas)
    tree = found.alias("Tree")
    assert isinstance(tree, ArrayType)
    assert tree.items == RefType(f"{SCHEMAS}Tree/items")
    inner = found.alias(f"{SCHEMAS}Tree/items")
    assert inner == ArrayType(tree.items, min_items=1)


def test_a_variant_that_nothing_satisfies_is_left_out(tmp_path: Path) -> None:
    schema = {"minLength": 1, "anyOf": [ref("Text"), ref("Number")], "type": "string"}
    schemas = {"Text": TEXT, "Number": INTEGER, "Thing": model(p=schema)}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("p") == StringType(min_length=1)
    assert found.problems == []


def test_properties_beside_a_tagged_union_belong_to_each_variant(
    tmp_path: Path,
) -> None:
    line = {
        **model(kind={"enum": ["a", "b"]}, id=INTEGER),
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "A", "b": "B"}},
    }
    schemas = {"Line": line, "A": model(x=TEXT), "B": model(y=TEXT)}
    found = lower_document(tmp_path, schemas=schemas)
    assert variants(found, "Line") == ["Line/oneOf/A", "Line/oneOf/B"]
    variant = found.model(f"{SCHEMAS}Line/oneOf/A")
    assert {field.name: field.type for field in variant.fields} == {
        "kind": LiteralType(("a",)),
        "id": IntegerType(),
        "x": StringType(),
    }
    assert names(found.model("A")) == ["x"]


def test_a_reference_to_a_tagged_union_beside_properties(tmp_path: Path) -> None:
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    schemas = {"Pet": pet, "Cat": model(kind=TEXT), "Dog": model(kind=TEXT)}
    stored = {**ref("Pet"), "properties": {"id": INTEGER}, "required": ["id"]}
    found = lower_document(tmp_path, schemas={**schemas, "Stored": stored})
    union = found.alias("Stored")
    assert isinstance(union, UnionType)
    assert union.discriminator is not None
    assert dict(union.discriminator.mapping).keys() == {"Cat", "Dog"}
    assert names(found.model(f"{SCHEMAS}Stored/oneOf/Cat")) == ["id", "kind"]


@pytest.mark.parametrize(
    ("tag", "mapping", "expected"),
    [
        (TEXT, {"a": "A", "b": "B"}, "a"),
        (INTEGER, {"1": "A", "2": "B"}, 1),
        ({"type": "boolean"}, {"true": "A", "false": "B"}, True),
    ],
)
def test_the_tag_of_a_variant_has_its_own_value(
    tmp_path: Path, tag: Any, mapping: Any, expected: Any
) -> None:
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    schemas = {"Thing": union, "A": model(kind=tag), "B": model(kind=tag)}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("kind", "A") == LiteralType((expected,))
    alias = found.alias("Thing")
    assert isinstance(alias, UnionType)
    assert alias.discriminator is not None
    assert alias.discriminator.mapping[0] == (expected, SCHEMAS + "A")


def test_a_tag_that_a_variant_does_not_declare_is_added(tmp_path: Path) -> None:
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "A"}},
    }
    schemas = {"Thing": union, "A": model(x=TEXT), "B": model(kind=TEXT)}
    found = lower_document(tmp_path, schemas=schemas)
    assert found.field("kind", "A") == LiteralType(("a",))
    assert found.field("kind", "B") == LiteralType(("B",))


def test_the_enum_of_a_schema_that_is_used_without_its_union_stays(
    tmp_path: Path,
) -> None:
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "A", "b": "B"}},
    }
    kinds = {"enum": ["a", "b", "c"]}
    schemas = {"U": union, "A": model(kind=kinds), "B": model(kind=kinds)}
    found = lower_document(tmp_path, schemas={**schemas, "Thing": model(p=ref("A"))})
    kind = found.field("kind", "A")
    assert isinstance(kind, RefType)
    assert found.alias(kind.id) == LiteralType(("a", "b", "c"))
    assert found.field("kind", "B") == LiteralType(("b",))


def test_the_middle_of_three_levels_is_a_parent_too(tmp_path: Path) -> None:
    animal = {**model(kind=TEXT), "discriminator": {"propertyName": "kind"}}
    home = {"properties": {"dog": ref("Dog"), "any": ref("Animal")}}
    schemas = {
        "Home": {"type": "object", **home},
        "Animal": animal,
        "Dog": child(model(bark=TEXT), parent="Animal"),
        "Puppy": child(model(born=TEXT), parent="Dog"),
    }
    found = lower_document(tmp_path, schemas=schemas)
    dogs = RefType(f"{SCHEMAS}Dog/discriminator")
    assert found.field("dog", "Home") == dogs
    assert variants(found, dogs.id) == ["Dog", "Puppy"]
    assert variants(found, f"{SCHEMAS}Animal/discriminator") == [
        "Dog",
        "Puppy",
        "Animal",
    ]
    assert found.field("kind", "Animal") == StringType()


@pytest.mark.parametrize("name", ["Animal", "Dog", "Either"])
def test_a_tagged_union_with_a_nullable_variant_is_nullable(
    tmp_path: Path, name: str
) -> None:
    tag = {"discriminator": {"propertyName": "kind"}}
    schemas = {
        "Animal": {**model(kind=TEXT), **tag, "type": ["object", "null"]},
        "Dog": child({"type": ["object", "null"]}, parent="Animal"),
        "Cat": child({"type": "object"}, parent="Animal"),
        "Either": {"oneOf": [ref("Dog"), ref("Cat")], **tag},
        "Thing": model(p=ref(name)),
    }
    found = lower_document(tmp_path, schemas=schemas)
    expected = "Animal/discriminator" if name == "Animal" else name
    assert found.field("p") == NullableType(RefType(SCHEMAS + expected))


def test_the_tags_of_a_family_do_not_depend_on_what_refers_to_it(
    tmp_path: Path,
) -> None:
    animal = {**model(kind=TEXT), "discriminator": {"propertyName": "kind"}}
    schemas = {"Animal": animal, "Dog": child(model(bark=TEXT), parent="Animal")}
    found = lower_document(tmp_path, returning(ref("Dog")), schemas)
    assert found.field("kind", "Dog") == LiteralType(("Dog",))
    assert found.api.types.keys() == {SCHEMAS + name for name in ("Animal", "Dog")}


def responses(*schemas: Any) -> dict[str, Any]:
    """Paths with one operation for each schema, which returns it."""
    paths = {}
    for number, schema in enumerate(schemas):
        paths[f"/{number}"] = returning(schema)["/"]
    return paths


def test_inline_schemas_that_say_the_same_are_one_type(tmp_path: Path) -> None:
    size = {**model(width=INTEGER), "description": "A size."}
    first = model(size=size, mode={"enum": ["a", "b"]})
    second = model(
        mode={"enum": ["a", "b"], "description": "Its mode."},
        size={**model(width={**INTEGER, "description": "In cm."}), "title": "Size"},
    )
    third = model(size=model(height=INTEGER), mode={"enum": ["a", "b"]})
    found = lower_document(tmp_path, responses(first, second, third))
    results = [
        operation.responses[0].contents[0].type for operation in found.api.operations
    ]
    assert results[0] == results[1] != results[2]
    models = [each for each in found.api.types.values() if isinstance(each, Model)]
    enums = [each for each in found.api.types.values() if isinstance(each, Alias)]
    assert sorted(sorted(names(each)) for each in models) == [
        ["height"],
        ["mode", "size"],
        ["mode", "size"],
        ["width"],
    ]
    assert len(enums) == 1


@pytest.mark.parametrize(
    "nullable",
    [
        {"type": ["string", "null"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, TEXT]},
        {"anyOf": [{"type": ["string", "null"]}]},
    ],
)
def test_null_has_one_spelling(tmp_path: Path, nullable: Any) -> None:
    plain = {"type": ["string", "null"]}
    found = lower_document(tmp_path, responses(model(a=plain), model(a=nullable)))
    assert len(found.api.types) == 1


def test_work_is_bounded_by_the_size_of_the_document(tmp_path: Path) -> None:
    schemas: dict[str, Any] = {"C": {"allOf": [ref("A0"), ref("B0")]}}
    for letter, length in (("A", 29), ("B", 31)):
        for number in range(length):
            next_ = ref(f"{letter}{(number + 1) % length}")
            schemas[f"{letter}{number}"] = model(next=next_)
    found = lower_document(tmp_path, schemas=schemas)
    assert len(found.api.types) <= MIN_COMBINED_SETS + len(schemas)
    assert any(each.startswith("unsupported-keyword") for each in found.problems)


def test_fields_are_bounded_by_the_size_of_the_document(tmp_path: Path) -> None:
    base = {
        **model(**{f"p{number}": TEXT for number in range(60)}),
        "oneOf": [ref(f"V{number}") for number in range(60)],
    }
    some = {f"V{number}": model(**{f"v{number}": TEXT}) for number in range(60)}
    found = lower_document(tmp_path, schemas={"Thing": base, **some})
    models = [each for each in found.api.types.values() if isinstance(each, Model)]
    assert sum(len(each.fields) for each in models) <= 2 * MIN_COMBINED_FIELDS
    assert any(each.startswith("unsupported-keyword") for each in found.problems)


def test_a_document_with_too_many_inclusions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_set, "MAX_VISITS", 1_000)
    schemas: dict[str, Any] = {"S0": model(a=TEXT)}
    for number in range(1, 50):
        schemas[f"S{number}"] = child(parent=f"S{number - 1}")
    found = lower_document(tmp_path, schemas=schemas)
    assert "limit-exceeded #/components/schemas" in found.problems
