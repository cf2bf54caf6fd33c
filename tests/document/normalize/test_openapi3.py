"""OpenAPI 3.0 and 3.1 in the vocabulary of 3.2 and JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

import pytest

from ..conftest import Loader

NULL = {"type": "null"}
REF = {"$ref": "#/components/schemas/B"}
NULLABLE_REF = {**REF, "nullable": True}


def normalized(load: Loader, schema: Any, version: str = "3.0.3") -> Any:
    document, _ = load(
        {
            "openapi": version,
            "info": {"title": "A", "version": "1"},
            "paths": {},
            "components": {"schemas": {"A": schema, "B": {"type": "string"}}},
        }
    )
    return document.root["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "oneOf": [REF]}, {"oneOf": [REF, NULL]}),
        ({"nullable": True, "anyOf": [REF, NULL]}, {"anyOf": [REF, NULL]}),
        (
            {"nullable": True, "allOf": [REF], "description": "d"},
            {"description": "d", "anyOf": [{"allOf": [REF]}, NULL]},
        ),
        (
            {"nullable": True, "type": "object", "allOf": [REF], "x-a": 1},
            {"x-a": 1, "anyOf": [{"type": "object", "allOf": [REF]}, NULL]},
        ),
        ({"nullable": True}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"example": 5}, {"examples": [5]}),
        ({"example": None}, {"examples": [None]}),
        (
            {**REF, "nullable": True, "maxLength": 3, "description": "d"},
            {"description": "d", "anyOf": [REF, NULL]},
        ),
        ({**REF, "nullable": False, "title": "t"}, REF),
    ],
)
def test_openapi_3_0(load: Loader, schema: Any, expected: Any) -> None:
    assert normalized(load, schema) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**REF, "nullable": True}, {"anyOf": [REF, NULL]}),
        (
            {**REF, "example": "b", "maxLength": 3},
            {**REF, "maxLength": 3, "examples": ["b"]},
        ),
        (
            {**REF, "minimum": 1, "exclusiveMinimum": True},
            {**REF, "exclusiveMinimum": 1},
        ),
    ],
)
def test_keywords_of_openapi_3_0_beside_a_reference(
    load: Loader, schema: Any, expected: Any
) -> None:
    """From 3.1 on, keywords beside $ref have an effect, and so do those of 3.0."""
    assert normalized(load, schema, "3.1.0") == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        ({"exclusiveMinimum": 5}, {"exclusiveMinimum": 5}),
        ({"example": 1, "examples": [2]}, {"examples": [1, 2]}),
        ({**REF, "type": "string"}, {**REF, "type": "string"}),
        ({"type": None}, {"type": "null"}),
        ({"items": [True, {"type": "string"}]}, {"items": [True, {"type": "string"}]}),
    ],
)
def test_openapi_3_1(load: Loader, schema: Any, expected: Any) -> None:
    assert normalized(load, schema, "3.1.0") == expected


@pytest.mark.parametrize("version", ["3.0.4", "3.1.0"])
@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"oneOf": [NULLABLE_REF, {}]}, {"oneOf": [REF, {}, NULL]}),
        ({"anyOf": [NULLABLE_REF, NULLABLE_REF]}, {"anyOf": [REF, REF, NULL]}),
        ({"anyOf": [NULL, NULLABLE_REF]}, {"anyOf": [NULL, REF]}),
        ({"allOf": [NULLABLE_REF]}, {"anyOf": [{"allOf": [REF]}, NULL]}),
        # Null has to satisfy all members.
        ({"allOf": [NULLABLE_REF, REF]}, {"allOf": [REF, REF]}),
        (
            {"type": "string", "allOf": [NULLABLE_REF]},
            {"type": "string", "allOf": [REF]},
        ),
        ({"items": NULLABLE_REF}, {"items": {"anyOf": [REF, NULL]}}),
    ],
)
def test_a_nullable_member_stays_a_reference(
    load: Loader, schema: Any, expected: Any, version: str
) -> None:
    """Variants and bases are found by their references."""
    assert normalized(load, schema, version) == expected


def test_nullable_beside_a_reference_is_noted_before_3_1(load: Loader) -> None:
    text = """
openapi: VERSION
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    B: {}
    A: {$ref: '#/components/schemas/B', nullable: true, minLength: 3}
    C: {oneOf: [{$ref: '#/components/schemas/B', nullable: true}]}
"""
    _, found = load(text.replace("VERSION", "3.0.0"))
    assert [(each.code, each.severity) for each in found] == [
        ("nullable-ref", "note"),
        ("ref-siblings", "note"),
    ]
    assert [place.line for place in found[0].places] == [8, 9]
    assert load(text.replace("VERSION", "3.1.0"))[1] == []


def test_ignored_siblings_of_a_reference_are_reported(load: Loader) -> None:
    _, (problem,) = load(
        "openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        "components:\n  schemas:\n    B: {}\n"
        "    A: {$ref: '#/components/schemas/B', description: d, minLength: 3}\n"
    )
    assert (problem.code, problem.severity) == ("ref-siblings", "note")


def test_places_in_wrapped_schemas(load: Loader) -> None:
    document, _ = load(
        "openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        "components:\n  schemas:\n    A:\n      nullable: true\n      allOf:\n"
        "        - {type: string}\n"
    )
    place = document.place("#/components/schemas/A/anyOf/0/allOf/0/type")
    assert (place.line, place.column) == (9, 18)


def test_openapi_3_2_vocabulary(load: Loader) -> None:
    document, problems = load(
        {
            "openapi": "3.2.0",
            "info": {"title": "A", "version": "1"},
            "paths": {
                "/a": {
                    "query": {"operationId": "q", "responses": {}},
                    "additionalOperations": {
                        "COPY": {
                            "operationId": "c",
                            "responses": {
                                "200": {
                                    "content": {
                                        "application/jsonl": {
                                            "$ref": "#/components/mediaTypes/M"
                                        }
                                    }
                                }
                            },
                        }
                    },
                }
            },
            "components": {
                "schemas": {"A": {"type": "string", "nullable": "true"}},
                "mediaTypes": {"M": {"itemSchema": {"$ref": "#/components/schemas/A"}}},
            },
        }
    )
    assert {problem.code for problem in problems} == {"boolean-as-text"}
    node = document.at(
        "#/paths/~1a/additionalOperations/COPY/responses/200/content/application~1jsonl"
    )
    target = node.deref()
    assert target is not None
    assert target.value == {"itemSchema": {"$ref": "#/components/schemas/A"}}


def test_references_into_a_wrapped_schema_are_updated(load: Loader) -> None:
    document, problems = load("""
openapi: 3.0.3
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    A:
      nullable: true
      description: d
      allOf:
        - type: object
          properties:
            x: {nullable: true, allOf: [{type: string}]}
    B: {$ref: '#/components/schemas/A/allOf/0/properties/x'}
    C: {$ref: '#/components/schemas/A/allOf/0/properties/x/allOf/0'}
    D: {$ref: '#/components/schemas/A'}
""")
    assert problems == []
    found = [document.at(f"#/components/schemas/{name}").deref() for name in "BCD"]
    x, text, whole = (each.value for each in found if each)
    assert text == {"type": "string"}
    assert x == {"anyOf": [{"allOf": [text]}, NULL]}
    assert whole["description"] == "d"


def test_a_nullable_variant_without_a_type_is_null(load: Loader) -> None:
    schema = {"oneOf": [REF, {"nullable": True}]}
    assert normalized(load, schema) == {"oneOf": [REF, NULL]}


@pytest.mark.parametrize(
    ("dialect", "codes"),
    [
        ("https://json-schema.org/draft/2020-12/schema", []),
        ("https://spec.openapis.org/oas/3.1/dialect/base", []),
        ("https://spec.openapis.org/oas/3.2/dialect/2025-09-17", []),
        ("http://json-schema.org/draft-07/schema#", ["unsupported-dialect"]),
    ],
)
def test_the_default_dialect(load: Loader, dialect: str, codes: list[str]) -> None:
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        f"jsonSchemaDialect: '{dialect}'\n"
    )
    assert "jsonSchemaDialect" not in document.root
    assert [problem.code for problem in problems] == codes
