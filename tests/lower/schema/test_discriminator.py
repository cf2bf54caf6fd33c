"""Declared discriminators, of unions and of parents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import Discriminator, LiteralType, RefType, UnionType
from tests.lower.documents import SCHEMAS, Lowered, lower_document, ref

PLACE = f"{SCHEMAS}Either/discriminator"
A, B, C = (RefType(SCHEMAS + name) for name in "ABC")


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


KIND = model(kind={"type": "string"})
VARIANTS = [ref("A"), ref("B")]


def either(
    folder: Path, discriminator: Any, variants: Any = VARIANTS, **others: Any
) -> Lowered:
    union = {"oneOf": variants, "discriminator": discriminator}
    schemas = {"Either": union, "A": KIND, "B": KIND, "C": KIND, **others}
    return lower_document(folder, schemas=schemas)


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (None, (("A", A.id), ("B", B.id))),
        ({"a": "#/components/schemas/A", "b": "B"}, (("a", A.id), ("b", B.id))),
        ({"a": "A", "x": "A"}, (("a", A.id), ("x", A.id), ("B", B.id))),
    ],
)
def test_a_mapping_comes_before_the_names_of_variants(
    tmp_path: Path, mapping: Any, expected: Any
) -> None:
    discriminator = {
        "propertyName": "kind",
        **({"mapping": mapping} if mapping else {}),
    }
    found = either(tmp_path, discriminator)
    assert found.alias("Either") == UnionType((A, B), Discriminator("kind", expected))
    assert found.problems == []


def test_a_mapping_may_name_schemas_outside_of_the_union(tmp_path: Path) -> None:
    found = either(tmp_path, {"propertyName": "kind", "mapping": {"c": "C"}})
    mapping = (("c", C.id), ("A", A.id), ("B", B.id))
    assert found.alias("Either") == UnionType((A, B, C), Discriminator("kind", mapping))


def test_a_default_is_for_all_other_values(tmp_path: Path) -> None:
    union = {
        "oneOf": VARIANTS,
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"a": "A"},
            "defaultMapping": "B",
        },
    }
    schemas = {"Either": union, "A": KIND, "B": KIND}
    found = lower_document(tmp_path, schemas=schemas, openapi="3.2.0")
    expected = Discriminator("kind", (("a", A.id), ("B", B.id)), B.id)
    assert found.alias("Either") == UnionType((A, B), expected)


def test_the_variants_of_a_default_keep_the_tags_of_their_own_union(
    tmp_path: Path,
) -> None:
    outer = {
        "oneOf": [ref("C"), ref("Either")],
        "discriminator": {"propertyName": "kind", "defaultMapping": "Either"},
    }
    mapping = {"a": "A", "b": "B"}
    found = either(tmp_path, {"propertyName": "kind", "mapping": mapping}, Outer=outer)
    tags = {name: found.model(name).fields[0].type for name in "ABC"}
    assert tags == {
        "A": LiteralType(("a",)),
        "B": LiteralType(("b",)),
        "C": LiteralType(("C",)),
    }


def test_an_inline_variant_has_the_values_of_its_property(tmp_path: Path) -> None:
    inline = model(kind={"enum": ["x", "y"]})
    found = either(tmp_path, {"propertyName": "kind"}, [ref("A"), inline])
    key = f"{SCHEMAS}Either/oneOf/1"
    mapping = (("A", A.id), ("x", key), ("y", key))
    expected = UnionType((A, RefType(key)), Discriminator("kind", mapping))
    assert found.alias("Either") == expected


@pytest.mark.parametrize(
    ("discriminator", "variants", "others"),
    [
        ({"propertyName": "kind"}, [ref("A"), {"type": "string"}], {}),
        ({"mapping": {"a": "A"}}, VARIANTS, {}),
        (
            {"propertyName": "kind", "mapping": {"a": "A"}},
            VARIANTS,
            {"A": model(kind={"const": "other"})},
        ),
        ({"propertyName": "kind"}, [ref("A"), KIND], {}),
    ],
)
def test_a_discriminator_that_cannot_be_used_is_reported(
    tmp_path: Path, discriminator: Any, variants: Any, others: dict[str, Any]
) -> None:
    found = either(tmp_path, discriminator, variants, **others)
    union = found.alias("Either")
    assert isinstance(union, UnionType)
    assert union.discriminator is None
    assert f"unusable-discriminator {PLACE}" in found.problems


@pytest.mark.parametrize(
    "target",
    [
        "Missing",
        "#/info",
        "#/components",
        "#/components/schemas",
        "#/components/schemas/A/properties",
        "List",
        "#/components/schemas/A/properties/kind",
    ],
)
def test_a_mapping_to_what_is_no_schema_is_reported(
    tmp_path: Path, target: str
) -> None:
    mapping = {"x": target}
    others = {"List": {"type": ["array", "null"]}}
    found = either(tmp_path, {"propertyName": "kind", "mapping": mapping}, **others)
    # What is referred to is read as a schema, as which it has unknown keywords.
    rest = [each for each in found.problems if not each.startswith("unknown-keyword")]
    assert rest == [f"unusable-discriminator {PLACE}/mapping/x"]
    union = found.alias("Either")
    assert isinstance(union, UnionType)
    assert union.discriminator is not None
    assert "x" not in dict(union.discriminator.mapping)


def family(folder: Path, discriminator: Any = None, **children: Any) -> Lowered:
    """A parent, its children, and a thing with a property of it."""
    parent = {**KIND, "discriminator": discriminator or {"propertyName": "kind"}}
    whole = {"type": "object", "properties": {"p": ref("Parent")}}
    return lower_document(
        folder, schemas={"Thing": whole, "Parent": parent, **children}
    )


def child(*more: Any, **keywords: Any) -> dict[str, Any]:
    return {"allOf": [ref("Parent"), *more], **keywords}


PARENT = SCHEMAS + "Parent"


@pytest.mark.parametrize(
    ("children", "discriminator", "expected"),
    [
        ({"A": child()}, None, {"A": A.id}),
        ({"A": child(model(kind={"const": "a"}))}, None, {"a": A.id}),
        ({"A": child(**{"x-ms-discriminator-value": "m"})}, None, {"m": A.id}),
        (
            {"A": child(), "B": child()},
            {"propertyName": "kind", "mapping": {"a": "A"}},
            {"a": A.id, "B": B.id},
        ),
        ({"A": child(), "B": {"allOf": [ref("A")]}}, None, {"A": A.id, "B": B.id}),
    ],
)
def test_a_parent_is_one_of_its_children(
    tmp_path: Path,
    children: dict[str, Any],
    discriminator: Any,
    expected: dict[str, str],
) -> None:
    found = family(tmp_path, discriminator, **children)
    key = f"{PARENT}/discriminator"
    assert found.field("p") == RefType(key)
    union = found.alias(key)
    assert isinstance(union, UnionType)
    assert union.discriminator == Discriminator("kind", tuple(expected.items()), PARENT)
    assert set(union.variants) == {RefType(PARENT), *map(RefType, expected.values())}


def test_a_parent_without_children_is_a_model(tmp_path: Path) -> None:
    assert family(tmp_path).field("p") == RefType(PARENT)


def test_a_child_includes_the_model_of_its_parent(tmp_path: Path) -> None:
    found = family(tmp_path, A=child(model(more={"type": "string"})))
    assert [field.name for field in found.model("A").fields] == ["kind", "more"]
