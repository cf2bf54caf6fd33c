"""Generated instances of schemas: valid, varied, bounded and deterministic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.contract.document import Document
from generator.contract.drawing.instances import InstanceGenerator
from generator.contract.schemas.direction_schema import (
    Direction,
    DirectionSchemas,
    reference,
)

TEMPLATES = Path(__file__).parents[2] / "templates" / "package"


def generator(
    schemas: dict[str, Any], direction: Direction = "request"
) -> InstanceGenerator:
    document = Document({"components": {"schemas": schemas}})
    return InstanceGenerator(DirectionSchemas(document, direction))


def values(schema: Any, **schemas: Any) -> dict[str, Any]:
    instances, _ = generator(schemas).instances(schema)
    return {each.label: each.value for each in instances}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "ipv6"},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
        {"type": "string", "pattern": "^(a|b)+$", "minLength": 7},
        {"type": "integer", "minimum": 7, "maximum": 7},
        {"type": "integer", "multipleOf": 12, "exclusiveMinimum": 12, "maximum": 40},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "number", "multipleOf": 0.1, "maximum": 0.3},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3},
        {
            "type": "array",
            "uniqueItems": True,
            "minItems": 2,
            "items": {"enum": [1, 2]},
        },
        {"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        {
            "type": "object",
            "minProperties": 2,
            "additionalProperties": {"type": "null"},
        },
        {"allOf": [{"properties": {"a": {"minimum": 3}}}, {"required": ["a"]}]},
        {"type": "string", "not": {"enum": ["x"]}},
        {"anyOf": [{"type": "string"}, {"type": "integer"}], "enum": [1, "a", None]},
        {"const": {"a": [1]}},
    ],
)
def test_instances_are_valid(schema: Any) -> None:
    instances, _ = generator({}).instances(schema)
    schemas = DirectionSchemas(Document({}), "request")
    assert instances
    assert [p for each in instances for p in schemas.problems(schema, each.value)] == []


def test_bounds_variants_members_and_null_are_generated() -> None:
    schema = {
        "type": "object",
        "required": ["size"],
        "properties": {
            "size": {"type": "integer", "minimum": 1, "maximum": 9},
            "kind": {"enum": ["a", "b", "c"]},
            "note": {"type": ["string", "null"]},
            "other": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
        },
    }
    found = values(schema)
    assert found["minimal"].keys() == {"size"}
    assert found["maximal"].keys() == {"size", "kind", "note", "other"}
    assert found["lower bounds"]["size"] == 1
    assert found["upper bounds"]["size"] == 9
    assert {value.get("kind") for value in found.values()} == {"a", "b", "c", None}
    assert found["null"]["note"] is None
    assert isinstance(found["variant 2 at /other"]["other"], bool)


def test_recursion_ends() -> None:
    tree = {
        "type": "object",
        "properties": {
            "left": {"$ref": "#/components/schemas/Tree"},
            "all": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    }
    found = values({"$ref": "urn:openapi#/components/schemas/Tree"}, Tree=tree)
    assert len(json.dumps(found["maximal"])) < 1_000


def test_of_many_variants_that_require_themselves_the_finite_one_is_found() -> None:
    again = {"$ref": "#/components/schemas/E"}
    endless = {"type": "object", "required": ["a", "b"]}
    variants: list[Any] = [
        {**endless, "properties": {"a": again, "b": again, f"c{n}": {"type": "string"}}}
        for n in range(8)
    ]
    schema = {"$ref": "urn:openapi#/components/schemas/E"}
    assert generator({"E": {"oneOf": variants}}).instances(schema)[0] == []
    finite = {"type": "object", "required": ["z"], "properties": {"z": {"const": 1}}}
    found = values(schema, E={"oneOf": [*variants, finite]})
    assert '"z": 1' in json.dumps(found["minimal"])
    merged = {"allOf": [variants[0], {"properties": {"a": {"type": "object"}}}]}
    assert generator({"E": merged}).instances(schema)[0] == []


def test_missing_instances_have_a_reason() -> None:
    endless = {
        "type": "object",
        "required": ["again"],
        "properties": {"again": {"$ref": "#/components/schemas/E"}},
    }
    schema = {"$ref": "urn:openapi#/components/schemas/E"}
    instances, missing = generator({"E": endless}).instances(schema)
    assert not instances
    assert "minimal: found no finite instance" in missing
    instances, missing = generator({}).instances({"type": "string", "enum": [1]})
    assert (instances, missing[0]) == ([], "minimal: no value satisfies the schema")


def test_read_only_and_write_only_properties() -> None:
    schemas = {
        "User": {
            "required": ["id", "name", "password"],
            "properties": {
                "id": {"type": "integer", "readOnly": True},
                "name": {"type": "string"},
                "password": {"$ref": "#/components/schemas/Secret"},
            },
        },
        "Secret": {"type": "string", "writeOnly": True},
    }
    schema = {"$ref": "urn:openapi#/components/schemas/User"}
    sent = generator(schemas, "request").minimal(schema)
    read = generator(schemas, "response").minimal(schema)
    assert (sent.keys(), read.keys()) == ({"name", "password"}, {"id", "name"})


def test_a_discriminator_names_its_variant() -> None:
    def kind(name: str) -> dict[str, Any]:
        return {"type": "object", "properties": {"type": {"type": "string"}}}

    pet = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog")],
        "discriminator": {
            "propertyName": "type",
            "mapping": {"dog": "#/components/schemas/Dog"},
        },
    }
    schemas = {"Pet": pet, "Cat": kind("Cat"), "Dog": kind("Dog")}
    found, _ = generator(schemas).instances(reference("/components/schemas/Pet"))
    assert {each.value["type"] for each in found} == {"Cat", "dog"}


def test_a_pattern_with_exponential_backtracking_does_not_hang() -> None:
    found = values({"type": "string", "pattern": "^(a+)+$", "minLength": 40})
    assert set(found["minimal"]) == {"a"}


def test_instances_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "import json\n"
        "from generator.contract.schemas.direction_schema import DirectionSchemas\n"
        "from generator.contract.drawing.instances import InstanceGenerator\n"
        "from generator.contract.document import Document\n"
        f"schemas = DirectionSchemas(Document({_schemas()!r}), 'request')\n"
        "ref = {'$ref': 'urn:openapi#/components/schemas/A'}\n"
        "instances = InstanceGenerator(schemas).instances(ref)[0]\n"
        "print(json.dumps([[each.label, each.value] for each in instances]))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TEMPLATES)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def _schemas() -> dict[str, Any]:
    properties = {name: {"enum": ["x", "y"]} for name in "bca"}
    return {"components": {"schemas": {"A": {"properties": properties}}}}


def test_a_reference_may_lead_into_a_union() -> None:
    """The pointer is adapted when oneOf becomes anyOf."""
    text, number = {"type": "string"}, {"type": "integer"}
    both = {"oneOf": [text, {"type": "boolean"}], "anyOf": [text, number]}
    schemas: dict[str, Any] = {
        "One": {"oneOf": [text, {"type": "integer", "minimum": 5}]},
        "Both": {"allOf": [{}], **both},
        "oneOf": {"properties": {"oneOf": number}},
    }
    for place, value in (
        ("One/oneOf/1", 5),
        ("Both/oneOf/1", True),
        ("Both/anyOf/1", 1),
        ("oneOf/properties/oneOf", 1),
    ):
        schema = {"$ref": f"#/components/schemas/{place}"}
        instances, missing = generator({**schemas, "Wanted": schema}).instances(
            reference("/components/schemas/Wanted")
        )
        assert missing == []
        assert type(instances[0].value) is type(value)


def test_enum_members_come_in_otherwise_minimal_instances() -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "kinds": {"type": "array", "items": {"enum": ["a", "b", "c"]}},
            "inner": {"type": "object", "properties": {"size": {"enum": ["s", "l"]}}},
            "map": {"type": "object", "additionalProperties": {"enum": [1, 2, 3]}},
        },
    }
    found = values(schema)
    assert found["member 2"] == {
        "kinds": ["b"],
        "inner": {"size": "l"},
        "map": {"key1": 2},
    }
    assert found["member 3"] == {"kinds": ["c"], "map": {"key1": 3}}


def test_enum_members_of_a_variant_are_generated() -> None:
    properties = {"tag": {"enum": ["x", "y"]}}
    variant = {"type": "object", "required": ["tag"], "properties": properties}
    found = values({"anyOf": [{"type": "integer"}, variant]})
    assert {"tag": "y"} in found.values()


def test_a_type_that_excludes_all_variants_is_ignored() -> None:
    either = {"type": "object", "anyOf": [{"type": "array"}, {"type": "string"}]}
    found = values(reference("/components/schemas/Either"), Either=either)
    assert any(isinstance(value, str) for value in found.values())


def test_a_variant_that_a_type_excludes_is_neither_drawn_nor_refused() -> None:
    either = {"type": "object", "anyOf": [{"type": "object"}, {"type": "string"}]}
    document = Document({"components": {"schemas": {"Either": either}}})
    schemas = DirectionSchemas(document, "request")
    schema = reference("/components/schemas/Either")
    instances, _ = InstanceGenerator(schemas).instances(schema)
    assert [each.value for each in instances] == [{}]
    assert not schemas.refusal(schema, "text")
    assert schemas.refusal(schema, 1)


def test_a_decimal_is_a_text_of_digits() -> None:
    schemas = DirectionSchemas(Document({}), "request")
    decimal = {"type": "string", "format": "decimal"}
    for text in ("12.50", "-3", ".5", "1E3"):
        assert schemas.problems(decimal, text) == []
    for text in ("a/b", "", "1,5", "NaN", "12 ", "1.2.3"):
        assert schemas.refusal(decimal, text)
    for each in values(decimal).values():
        assert schemas.problems(decimal, each) == []
