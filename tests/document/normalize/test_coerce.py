"""Members of a wrong type are converted or removed, and reported."""

from __future__ import annotations

from typing import Any

import pytest

from ..conftest import Loader


def with_schema(schema: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    }


@pytest.mark.parametrize(
    ("schema", "expected", "code"),
    [
        ({"deprecated": "false"}, {"deprecated": False}, "boolean-as-text"),
        ({"readOnly": "True"}, {"readOnly": True}, "boolean-as-text"),
        ({"readOnly": "maybe"}, {}, "wrong-type"),
        (
            {"type": "boolean", "default": "false"},
            {"type": "boolean", "default": False},
            "boolean-as-text",
        ),
        ({"additionalProperties": "false"}, {"additionalProperties": False}, None),
        ({"minLength": "3"}, {"minLength": 3}, "number-as-text"),
        ({"minimum": "1.5"}, {"minimum": 1.5}, "number-as-text"),
        ({"minLength": -3}, {}, "wrong-type"),
        ({"minLength": 3.0}, {"minLength": 3}, None),
        ({"multipleOf": 0}, {}, "wrong-type"),
        ({"type": "text"}, {}, "wrong-type"),
        ({"type": ["string", "text"]}, {"type": ["string"]}, "wrong-type"),
        ({"type": []}, {}, "wrong-type"),
        ({"type": None}, {"type": "null"}, "unquoted-text"),
        ({"type": ["string", None]}, {"type": ["string", "null"]}, "unquoted-text"),
        ({"required": True}, {}, "wrong-type"),
        ({"required": ["a", 1, {}]}, {"required": ["a", "1"]}, "wrong-type"),
        ({"enum": "a"}, {}, "wrong-type"),
        ({"properties": []}, {}, "wrong-type"),
        ({"properties": {"p": 5}}, {"properties": {"p": True}}, "invalid-schema"),
        ({"allOf": [{}, None]}, {"allOf": [{}, True]}, "invalid-schema"),
        ({"allOf": {}}, {}, "wrong-type"),
        ({"items": "string"}, {}, "wrong-type"),
        ({"description": 5}, {"description": "5"}, None),
        ({"description": []}, {}, "wrong-type"),
        (
            {"discriminator": "kind"},
            {"discriminator": {"propertyName": "kind"}},
            "wrong-type",
        ),
        (
            {"discriminator": {"propertyName": "k", "mapping": {"a": 1, "b": "B"}}},
            {"discriminator": {"propertyName": "k", "mapping": {"b": "B"}}},
            "wrong-type",
        ),
        ("string", True, "invalid-schema"),
        (None, True, "invalid-schema"),
        (False, False, None),
    ],
)
def test_members_of_schemas(
    load: Loader, schema: Any, expected: Any, code: str | None
) -> None:
    document, problems = load(with_schema(schema))
    found = document.root["components"]["schemas"]["A"]
    assert found == expected
    assert type(found) is type(expected)
    if code is not None:
        assert [problem.code for problem in problems] == [code]


PATHS = """
openapi: 3.1.0
info: {title: A, version: '1'}
security: [{}, {key: null}, 5]
paths:
  x-paths: 5
  /a: null
  /{id}/{more}:
    get:
      operationId: same
      tags: one
      parameters:
        - null
        - {name: q, in: query, required: 'true', schema: {}}
        - {name: other, in: path, required: true, schema: {}}
        - 5
        - {name: more, in: path, required: true, schema: {}}
      requestBody: null
      responses:
        200: null
        '201': {description: ok, content: {text/plain: null}}
    post:
      operationId: same
      responses: {}
      callbacks: {c: {$ref: '#/components/callbacks/C'}}
"""


def test_members_of_operations(load: Loader) -> None:
    document, problems = load(PATHS)
    root = document.root
    assert root["security"] == [{}, {"key": []}]
    assert list(root["paths"]) == ["x-paths", "/{id}/{more}"]
    get = root["paths"]["/{id}/{more}"]["get"]
    assert "tags" not in get and "requestBody" not in get
    names = [(each["name"], each.get("required")) for each in get["parameters"]]
    assert names == [("q", True), ("other", True), ("more", True), ("id", True)]
    assert get["parameters"][-1]["schema"] == {"type": "string"}
    assert get["responses"] == {
        "201": {"description": "ok", "content": {"text/plain": {}}}
    }
    found = sorted(
        (problem.code, place.line) for problem in problems for place in problem.places
    )
    assert found == [
        ("boolean-as-text", 14),
        ("duplicate-operation-id", 10),
        ("duplicate-operation-id", 23),
        ("undeclared-path-parameter", 9),
        ("undeclared-path-parameter", 22),
        ("undeclared-path-parameter", 22),
        ("unresolved-ref", 25),
        ("unused-path-parameter", 15),
        ("wrong-type", 4),
        ("wrong-type", 4),
        ("wrong-type", 7),
        ("wrong-type", 11),
        ("wrong-type", 13),
        ("wrong-type", 16),
        ("wrong-type", 18),
        ("wrong-type", 20),
    ]


def test_places_after_an_item_was_removed(load: Loader) -> None:
    document, _ = load(PATHS)
    parameters = "#/paths/~1{id}~1{more}/get/parameters"
    assert document.place(f"{parameters}/0/name").line == 14
    assert document.place(f"{parameters}/2/name").line == 17


def test_keywords_beside_a_schema_are_moved_into_it(load: Loader) -> None:
    document, problems = load("""
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /a/{id}:
    get:
      parameters:
        - {name: id, in: path, type: string, enum: [1]}
        - {name: q, in: query, schema: {type: string}, type: integer}
      responses: {'200': {description: ok}}
""")
    path, query = document.at("#/paths/~1a~1{id}/get/parameters").value
    assert path == {
        "name": "id",
        "in": "path",
        "schema": {"type": "string", "enum": ["1"]},
    }
    assert query["schema"] == {"type": "string"}
    assert [(each.code, each.places[0].column) for each in problems] == [
        ("optional-path-parameter", 11),
        ("misplaced-keyword", 38),
        ("misplaced-keyword", 46),
        ("unquoted-text", 46),
    ]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"minLength": -3}, "'minLength' is a number, not a non-negative integer"),
        ({"multipleOf": 0}, "'multipleOf' is a number, not a positive number"),
        ({"maximum": "many"}, "'maximum' is a string, not a number"),
        (
            {"maximum": 10**400},
            "'maximum' is a number, not a number that a double can hold",
        ),
        ({"required": True}, "'required' is a boolean, not an array of names"),
        ({"enum": {}}, "'enum' is an object, not an array"),
        ({"description": []}, "'description' is an array, not a string"),
        ({"readOnly": 0}, "'readOnly' is a number, not a boolean"),
        ({"items": "string"}, "'items' is a string, not an object"),
        ({"properties": {"a/b": None}}, "the schema 'a/b' is null, not an object or"),
        ({"type": []}, "the list of types is empty"),
        ({"type": "text"}, "'text' is not a JSON Schema type"),
    ],
)
def test_messages(load: Loader, schema: Any, message: str) -> None:
    _, (problem,) = load(with_schema(schema))
    assert problem.message.startswith(message)
