"""A package passes its own tests for every keyword, whether or not its client checks it.

Each schema here is the body and the result of an operation of one document.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.contract import Case, Contract

from .packages import cases_by_path, generate_from, open_contract

AB = {"a": {"type": "string"}, "b": {"type": "string"}}
LETTER = {"type": "string", "enum": ["a", "b"]}

ITEMS: dict[str, Any] = {
    "contains": {"contains": {"type": "integer", "minimum": 5}},
    "contains-of-any-item": {
        "items": LETTER,
        "contains": {"const": "b"},
        "minItems": 3,
    },
    "min-contains": {"contains": {"const": "x"}, "minContains": 2, "maxContains": 3},
    "prefix": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
    "prefix-and-rest": {"prefixItems": [{"type": "boolean"}], "items": LETTER},
    "prefix-alone": {"prefixItems": [LETTER, {}], "items": False},
    "prefix-and-contains": {"prefixItems": [LETTER], "contains": {"type": "number"}},
    "unique": {"items": {"type": "integer", "enum": [1, 2, 3]}, "uniqueItems": True},
    "not-many": {"items": LETTER, "not": {"minItems": 2}},
}
OBJECTS: dict[str, Any] = {
    "dependent-required": {"properties": AB, "dependentRequired": {"a": ["b"]}},
    "dependent-chain": {
        "properties": {**AB, "c": {"type": "integer"}},
        "required": ["a"],
        "dependentRequired": {"a": ["b"], "b": ["c"]},
    },
    "dependent-schemas": {
        "properties": AB,
        "required": ["a"],
        "dependentSchemas": {"a": {"required": ["b"]}},
    },
    "if-then": {
        "properties": {"k": LETTER, "v": {"type": "string"}},
        "required": ["k"],
        "if": {"properties": {"k": {"const": "a"}}},
        "then": {"required": ["v"]},
    },
    "if-else": {
        "properties": {"k": LETTER, "v": {"type": "string"}},
        "required": ["k"],
        "if": {"properties": {"k": {"const": "b"}}, "required": ["k"]},
        "else": {"required": ["v"]},
    },
    "not-both": {"properties": AB, "not": {"required": ["a", "b"]}},
    "not-a-member": {
        "properties": {"k": LETTER},
        "not": {"properties": {"k": {"const": "a"}}},
    },
    "any-of-required": {
        "properties": AB,
        "anyOf": [{"required": ["b"]}, {"required": ["a"]}],
    },
    "one-of-required": {
        "properties": AB,
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "any-of-required-that-is-not-listed": {
        "properties": AB,
        "anyOf": [{"required": ["c"]}, {"required": ["a"]}],
    },
    "constant-in-a-variant": {
        "properties": {
            "p": {
                "oneOf": [
                    {"type": "string", "minLength": 2},
                    {
                        "type": "object",
                        "properties": {"k": {"const": 7}},
                        "required": ["k"],
                    },
                ]
            }
        },
        "required": ["p"],
    },
    "patterns": {
        "properties": AB,
        "required": ["a"],
        "patternProperties": {"^x-": {"type": "integer"}, "_id$": {"type": "string"}},
    },
    "nullable-rest": {
        "properties": AB,
        "additionalProperties": {"type": ["string", "null"]},
    },
    "required-of-a-map": {"required": ["a"], "additionalProperties": True},
    "patterns-of-a-map": {"patternProperties": {"^[a-z]+$": {"type": "integer"}}},
    "patterns-and-rest": {
        "properties": AB,
        "patternProperties": {"^n_": {"type": "integer"}},
        "additionalProperties": {"type": "boolean"},
    },
    "patterns-alone": {
        "patternProperties": {"^n_": {"type": "integer"}},
        "additionalProperties": False,
    },
    "property-names": {"properties": AB, "propertyNames": {"enum": ["a", "c"]}},
    "names-of-a-map": {
        "additionalProperties": {"type": "integer"},
        "propertyNames": {"pattern": "^[a-z]{3}$"},
    },
    "min-properties": {"properties": AB, "minProperties": 1},
    "max-properties": {"properties": AB, "maxProperties": 1},
    "unevaluated": {
        "allOf": [{"properties": AB, "required": ["a"]}],
        "unevaluatedProperties": False,
    },
}
VALUES: dict[str, Any] = {
    "fractions": {"type": "number", "enum": [0.5, 1.5]},
    "whole-and-fraction": {"type": "number", "enum": [1, 2.5]},
    "objects": {"enum": [{"a": 1}, {"a": 2}]},
    "constant-array": {"const": [1, "a"]},
    "constant-fraction": {"const": 2.5},
    "constants": {"oneOf": [{"const": 2.5}, {"const": "a"}, {"const": {"b": 1}}]},
    "integers": {"type": "integer", "enum": [1, 2]},
    "nullable-integers": {"type": ["integer", "null"], "enum": [1, 2, None]},
    "integers-and-strings": {"enum": [1, "a"]},
    "one-integer": {"type": "integer", "enum": [7]},
    "not-a-word": {"type": "string", "not": {"enum": ["v", "v 1"]}},
    "not-small": {"type": "integer", "not": {"maximum": 100}},
    "lookahead": {"type": "string", "pattern": "^(?!x)[a-z]+$"},
    "without-a-type": {},
    "true": True,
    "empty-name": {"type": "object", "properties": {"": {"type": "string"}}},
    "required-empty-name": {
        "type": "object",
        "properties": {"": LETTER, "a": {"type": "integer"}},
        "required": [""],
    },
}
PARAMETERS: dict[str, Any] = {
    "any": {},
    "true": True,
    "title": {"title": "Shape"},
    "described": {"description": "Anything", "default": 1},
    "reference": {"$ref": "#/components/schemas/Anything"},
    "decimal": {"type": "string", "format": "decimal"},
    "base64": {"type": "string", "format": "byte"},
    "fractions": {"type": "number", "enum": [0.5, 1.5]},
    "integers": {"type": "integer", "enum": [1, 2]},
    "constant": {"const": "v"},
    "contained": {"type": "array", "items": LETTER, "contains": {"const": "b"}},
}
BODIES = {
    **{name: {"type": "array", **schema} for name, schema in ITEMS.items()},
    **{name: {"type": "object", **schema} for name, schema in OBJECTS.items()},
    **{
        f"value-{name}": {
            "type": "object",
            "properties": {"optional": schema, "required": schema},
            "required": ["required"],
        }
        for name, schema in VALUES.items()
    },
}


def operations() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for name, schema in BODIES.items():
        content = {"application/json": {"schema": schema}}
        paths[f"/{name}"] = {
            "post": {
                "operationId": f"keywords.send_{name}",
                "tags": ["keywords"],
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {"description": "", "content": content}},
            }
        }
    for name, schema in PARAMETERS.items():
        paths[f"/parameter-{name}"] = {
            "get": {
                "operationId": f"keywords.find_{name}",
                "tags": ["keywords"],
                "parameters": [
                    {"name": "q", "in": "query", "schema": schema},
                    {"name": "r", "in": "query", "required": True, "schema": schema},
                    {"name": "X-H", "in": "header", "schema": schema},
                ],
                "responses": {"204": {"description": ""}},
            }
        }
    return paths


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Keywords", "version": "1"},
        "servers": [{"url": "https://keywords.test"}],
        "paths": operations(),
    }
    return generate_from(document, "keywords", tmp_path_factory.mktemp("keywords"))


@pytest.fixture(scope="module")
def contract(project: Path) -> Iterator[Contract]:
    with open_contract(project, "keywords") as checked:
        yield checked


@pytest.fixture(scope="module")
def cases(project: Path) -> dict[str, Case]:
    return cases_by_path(project, "keywords")


@pytest.mark.parametrize("name", [*BODIES, *(f"parameter-{n}" for n in PARAMETERS)])
def test_package_passes_its_own_tests(
    name: str, cases: dict[str, Case], contract: Contract
) -> None:
    contract.check_requests(cases[name])
    contract.check_responses(cases[name])
    contract.check_errors(cases[name])
    skipped = [reason for _, reason in contract.take_not_checked()]
    # A property that is only required somewhere has no argument.
    assert [each for each in skipped if "no arguments express" not in each] == []
