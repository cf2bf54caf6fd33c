"""The tags of discriminators: instances have them, and families are unions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from generator.contract.document import Document
from generator.contract.drawing.instances import InstanceGenerator
from generator.contract.schemas.direction_schema import (
    Direction,
    DirectionSchemas,
    reference,
)

TEXT = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def kind(type_: Any = TEXT, **more: Any) -> dict[str, Any]:
    properties = {"kind": type_, **more}
    return {"type": "object", "required": ["kind"], "properties": properties}


def including(name: str, **properties: Any) -> dict[str, Any]:
    return {"allOf": [ref(name), {"type": "object", "properties": properties}]}


def tagged(*names: str, **mapping: str) -> dict[str, Any]:
    mapped = {tag: f"#/components/schemas/{name}" for tag, name in mapping.items()}
    discriminator = {"propertyName": "kind", "mapping": mapped}
    return {"oneOf": [ref(each) for each in names], "discriminator": discriminator}


def made(
    name: str, schemas: dict[str, Any], direction: Direction = "response"
) -> tuple[set[Any], DirectionSchemas]:
    """The tags of the instances of a schema."""
    document = Document({"components": {"schemas": schemas}})
    all_schemas = DirectionSchemas(document, direction)
    generator = InstanceGenerator(all_schemas)
    found, _ = generator.instances(
        {"allOf": [reference(f"/components/schemas/{name}")]}
    )
    return {each.value.get("kind") for each in found}, all_schemas


@pytest.mark.parametrize(
    ("type_", "mapping", "tags"),
    [
        ({"type": "string"}, {"1": "A", "2": "B"}, {"1", "2"}),
        ({"type": "integer"}, {"1": "A", "-2": "B"}, {1, -2}),
        ({"type": "boolean"}, {"true": "A", "false": "B"}, {True, False}),
        ({"type": "string"}, {"a": "A", "b": "A"}, {"a", "b", "B"}),
    ],
)
def test_tags_have_the_type_of_their_property(
    type_: Any, mapping: Any, tags: set[Any]
) -> None:
    schemas = {"Both": tagged("A", "B", **mapping), "A": kind(type_), "B": kind(type_)}
    assert made("Both", schemas)[0] == tags


def test_an_implicit_tag_is_a_constant_of_the_variant() -> None:
    schemas = {
        "Both": tagged("A", "B"),
        "A": kind({"const": "a"}),
        "B": kind({"enum": ["b", "B"]}),
    }
    assert made("Both", schemas)[0] == {"a", "B"}


def test_the_default_has_all_other_tags() -> None:
    schemas = {"Both": tagged("A", "B", a="A"), "A": kind(), "B": kind(x=TEXT)}
    schemas["Both"]["discriminator"]["defaultMapping"] = "B"
    tags, validators = made("Both", schemas)
    assert "a" in tags and len(tags) == 2
    both = reference("/components/schemas/Both")
    assert not validators.problems(both, {"kind": "any", "x": "s"})
    assert validators.problems(both, {"kind": "any", "x": 5})
    assert not validators.problems(both, {"kind": "a", "x": 5})


def test_a_variant_has_its_tag_where_it_is_used_alone() -> None:
    schemas = {"Both": tagged("A", "B", a="A"), "A": kind(), "B": kind()}
    assert made("A", schemas)[0] == {"a"}
    # Keywords beside a union make other schemas of its variants.
    both = {**tagged("A", "B", a="A"), "properties": {"x": TEXT}}
    assert made("A", {**schemas, "Both": both})[0] != {"a"}


def test_the_variants_of_a_union_that_a_tag_names() -> None:
    flat = {"anyOf": [ref("A"), ref("B")]}
    schemas = {"Shape": tagged("Flat", "C", f="Flat"), "Flat": flat}
    schemas |= {"A": kind(), "B": kind(), "C": kind()}
    assert made("Shape", schemas)[0] == {"f", "C"}
    assert made("A", schemas)[0] == {"f"}
    own = {**tagged("A", "B", f="A", g="B"), **flat}
    shape = tagged("Flat", "C", f="Flat", g="Flat")
    assert made("B", {**schemas, "Shape": shape, "Flat": own})[0] == {"g"}
    # The union has tags of its own, which the mapping contradicts.
    schemas |= {"A": kind({"const": "a"}), "B": kind({"const": "b"})}
    assert made("Shape", schemas)[0] > {"a", "b"}
    assert made("C", schemas)[0] != {"C"}


def test_an_inline_variant_without_a_tag_makes_a_discriminator_useless() -> None:
    union = tagged("A", "B", a="A")
    union["oneOf"].append(
        {"type": "object", "required": ["x"], "properties": {"x": TEXT}}
    )
    schemas = {"Both": union, "A": kind(), "B": kind()}
    assert made("A", schemas)[0] != {"a"}


def test_no_tag_in_a_direction_that_hides_it() -> None:
    hidden = kind({"type": "string", "readOnly": True}, x=TEXT)
    schemas = {"Both": tagged("A", "B", a="A"), "A": hidden, "B": hidden}
    assert made("Both", schemas, "response")[0] == {"a", "B"}
    assert made("Both", schemas, "request")[0] == {None}


FAMILY: dict[str, Any] = {
    "Animal": {**kind(), "discriminator": {"propertyName": "kind"}},
    "Dog": including("Animal", bark=TEXT),
    "Puppy": including("Dog", born={"type": "integer"}),
    "Home": kind(dog=ref("Dog"), any={"allOf": [ref("Animal")]}),
    "Wrapped": including("Dog", x=TEXT),
}
FAMILY["Animal"]["discriminator"]["mapping"] = {"wrapped": "Wrapped"}


def test_a_family() -> None:
    dog, schemas = made("Dog", FAMILY)
    assert dog == {"Dog"} and made("Puppy", FAMILY)[0] == {"Puppy"}
    home = reference("/components/schemas/Home")

    def problems(**home_value: Any) -> Sequence[str]:
        return schemas.problems(home, {"kind": "home", **home_value})

    assert not problems(dog={"kind": "Puppy", "born": 1})
    assert not problems(any={"kind": "Puppy", "born": 1})
    assert not problems(any={"kind": "wrapped"})
    assert not problems(any={"kind": "one of a later version", "born": "x"})
    assert problems(dog={"kind": "Puppy", "born": "x"})
    assert problems(any={"kind": "Puppy", "born": "x"})
    assert problems(dog={"kind": "Animal"})


@pytest.mark.parametrize("other", [True, False])
def test_a_family_beside_a_schema_that_is_a_boolean(other: bool) -> None:
    assert made("Dog", {**FAMILY, "Other": other})[0] == {"Dog"}


@pytest.mark.parametrize("has_tags", [True, False])
def test_a_parent_whose_union_lists_its_children(has_tags: bool) -> None:
    union = (
        tagged("Cat", "Dog", c="Cat")
        if has_tags
        else {"anyOf": [ref("Cat"), ref("Dog")]}
    )
    schemas = {
        "Pet": {**kind(), **union},
        "Cat": including("Pet", lives={"type": "integer"}),
        "Dog": including("Pet", bark=TEXT),
        "Toy": including("Pet", pet=ref("Pet")),
    }
    tags, validators = made("Pet", schemas)
    assert tags == {"c", "Dog"} if has_tags else len(tags) == 1
    cat = reference("/components/schemas/Cat")
    assert not validators.problems(cat, {"kind": "c", "lives": 1})
    assert validators.problems(cat, {"kind": "c", "lives": "x"})
    toy = reference("/components/schemas/Toy")
    assert not validators.problems(
        toy, {"kind": "c", "pet": {"kind": "Dog"} if has_tags else {"kind": "x"}}
    )
    # It includes the parent, but is none of the variants.
    assert bool(validators.problems(toy, {"kind": "Toy"})) is has_tags


def test_a_union_of_inline_variants_is_included() -> None:
    variants = [{"type": "object", "required": [each]} for each in ("c", "e")]
    schemas = {
        "Union": {"anyOf": variants},
        "Direct": including("Union", d=TEXT),
        "Nested": {"allOf": [{"type": "object"}, including("Union", d=TEXT)]},
    }
    for name in ("Direct", "Nested"):
        _, validators = made(name, schemas)
        schema = reference(f"/components/schemas/{name}")
        assert validators.problems(schema, {"d": "s"})
        assert not validators.problems(schema, {"d": "s", "e": 1})


def test_an_inline_variant_has_the_tag_of_what_it_includes() -> None:
    inline = {"allOf": [ref("Base"), kind({"enum": ["b"]})]}
    union = tagged("A", "C", a="A")
    union["oneOf"].append(inline)
    schemas = {"Both": union, "A": kind(), "C": kind(), "Base": kind(x=TEXT)}
    assert made("Both", schemas)[0] == {"a", "b", "C"}
