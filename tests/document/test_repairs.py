"""The overlay that doctor proposes repairs the problems, and changes nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import Problem, Problems
from generator.document.load import load_document
from generator.document.repairs import propose_overlay
from generator.document.validation.process import Validation
from generator.lower import lower
from tests.corpus import SESSIONS, for_each_document

Document = dict[str, Any]


def found(path: Path, *overlays: Path) -> tuple[list[Problem], Any]:
    problems = Problems()
    document = load_document(path, problems, overlays=overlays)
    validation = Validation(document)
    lower(document, problems)
    validation.finish(problems)
    return list(problems), document


def repaired(path: Path) -> tuple[list[Problem], list[Problem], Any]:
    """Return the problems before, those after, and the repaired document."""
    before, document = found(path)
    overlay = path.with_name("proposal.json")
    overlay.write_text(json.dumps(propose_overlay(before, document)))
    after, document = found(path, overlay)
    return before, after, document


def test_the_sessions_document(tmp_path: Path) -> None:
    path = tmp_path / "sessions.yml"
    path.write_bytes(SESSIONS.read_bytes())
    before, after, document = repaired(path)
    assert {problem.code for problem in before} == {
        "unresolved-ref",
        "undefined-security-scheme",
        "overlapping-one-of",
    }
    assert [each for each in after if each.severity != "note"] == []
    for item in document.root["paths"].values():
        assert all("security" not in value for value in item.values() if value)
    assert "anyOf" in document.root["components"]["schemas"]["CreateSessionRequest"]


BROKEN = """
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /{a}/it's/{b}:
    get:
      operationId: same
      parameters:
        - $ref: '#/components/parameters/P'
        - {name: q, in: query, required: 'true', schema: {type: string}}
        - $ref: '#/components/parameters/R'
        - {name: c, in: path, required: true, schema: {type: string}}
        - {name: b, in: path, required: true, schema: {type: string}}
      responses:
        '200': {$ref: '#/components/responses/Nope'}
    put:
      operationId: same
      parameters: [{name: a, in: path, required: true, schema: {type: string}}]
      requestBody: {$ref: '#/components/requestBodies/Nope'}
      responses:
        '200':
          description: ok
          headers: {H: {$ref: '#/components/headers/Nope'}}
components:
  schemas:
    A: {type: object, properties: {x: {$ref: '#/components/schemas/Nope'}}}
    B: {type: boolean, default: 'false'}
    C: {type: string, minLength: '3', default: 12345}
    D: {type: object, required: true}
    E: {type: string, enum: {a: 1}}
    F: {type: object, additionalProperties: false, required: [a, 1]}
"""


def test_everything_at_once(tmp_path: Path) -> None:
    path = tmp_path / "api.yml"
    path.write_text(BROKEN)
    before, after, document = repaired(path)
    assert len(before) > 10
    assert [each for each in after if each.severity != "note"] == []
    item = document.root["paths"]["/{a}/it's/{b}"]
    names = [parameter["name"] for parameter in item["get"]["parameters"]]
    assert names == ["q", "b", "a"]
    assert item["get"]["parameters"][0]["required"] is True
    assert [item[method]["operationId"] for method in ("get", "put")] == [
        "same",
        "same_2",
    ]
    schemas = document.root["components"]["schemas"]
    assert schemas["B"]["default"] is False
    assert schemas["C"] == {"type": "string", "minLength": 3}
    assert schemas["F"]["required"] == ["a", "1"]


@for_each_document("path", "petstore3.json", "museum.yaml")
def test_a_valid_document_needs_no_repair(path: Path) -> None:
    before, document = found(path)
    proposal = propose_overlay(
        [each for each in before if each.severity == "note"], document
    )
    assert proposal["actions"] == []


OLD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
FINE = "responses: {'200': {description: ok}}"
SWAGGER = "swagger: '2.0'\ninfo: {title: A, version: '1'}\n"
USED = (
    OLD + "paths: {/a: {get: {responses: {'200': {description: ok, content: "
    "{application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\n"
)


def operation(text: str, path: str = "/a") -> str:
    return f"{OLD}paths: {{'{path}': {{get: {{{text}}}}}}}\n"


def parameter(text: str, path: str = "/a") -> str:
    return operation(f"parameters: [{{{text}}}], {FINE}", path)


REPAIRED: dict[str, tuple[str, dict[str, object]]] = {
    "responses without a description": (
        operation("responses: {'200': {}, default: {content: {}}}"),
        {"/paths/~1a/get/responses/200": {"description": ""}},
    ),
    "an operation without responses": (
        operation("operationId: a"),
        {"/paths/~1a/get/responses": {"default": {"description": "Not documented"}}},
    ),
    "responses that are empty": (
        operation("responses: {}"),
        {"/paths/~1a/get/responses": {"default": {"description": "Not documented"}}},
    ),
    "responses that are a list": (operation("responses: []"), {}),
    "no paths": (OLD, {"/paths": {}}),
    "a path parameter that may be absent": (
        parameter("name: id, in: path, schema: {type: string}", "/a/{id}"),
        {"/paths/~1a~1{id}/get/parameters/0/required": True},
    ),
    "a path parameter that is optional": (
        parameter(
            "name: id, in: path, required: false, schema: {type: string}", "/a/{id}"
        ),
        {"/paths/~1a~1{id}/get/parameters/0/required": True},
    ),
    "a parameter as in Swagger 2.0": (
        parameter("name: q, in: query, type: integer, minimum: 1"),
        {
            "/paths/~1a/get/parameters/0": {
                "name": "q",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1},
            }
        },
    ),
    "a header as in Swagger 2.0": (
        operation(
            "responses: {'200': {description: ok, headers: {H: {type: string}}}}"
        ),
        {"/paths/~1a/get/responses/200/headers/H": {"schema": {"type": "string"}}},
    ),
    "a parameter without a schema": (
        parameter("name: q, in: query"),
        {"/paths/~1a/get/parameters/0/schema": {"type": "string"}},
    ),
    "a parameter without a place": (
        parameter("name: q, schema: {type: string}"),
        {"/paths/~1a/get/parameters": []},
    ),
    "a header that is no parameter": (
        parameter("name: Accept, in: header, schema: {type: string}"),
        {"/paths/~1a/get/parameters": []},
    ),
    "a shared header that is no parameter": (
        operation(f"parameters: [{{$ref: '#/components/parameters/A'}}], {FINE}")
        + "components: {parameters: {A: {name: Authorization, in: header, "
        "schema: {type: string}}}}\n",
        {"/paths/~1a/get/parameters": []},
    ),
    "a key that is no status": (
        operation("responses: {'200': {description: ok}, fine: {description: ok}}"),
        {"/paths/~1a/get/responses": {"200": {"description": "ok"}}},
    ),
    "pages that cannot be": (operation(f"x-pagination: {{type: odd}}, {FINE}"), {}),
    "repetition that cannot be": (operation(f"x-idempotent: often, {FINE}"), {}),
    "a discriminator of no objects": (
        USED + "components: {schemas: {A: {oneOf: [{type: string}, {type: integer}], "
        "discriminator: {propertyName: k}}}}\n",
        {"/components/schemas/A/oneOf/0": {"type": "string"}},
    ),
    "an enum of another type": (
        USED + "components: {schemas: {A: {type: string, enum: [1, b]}}}\n",
        {"/components/schemas/A/enum": ["1", "b"]},
    ),
    "an enum that nothing can be": (
        USED + "components: {schemas: {A: {type: array, items: {type: string}, "
        "enum: [b]}}}\n",
        {"/components/schemas/A": {"type": "array", "items": {"type": "string"}}},
    ),
    "a list of types too early": (
        USED + "components: {schemas: {A: {type: [string, 'null']}}}\n",
        {"/components/schemas/A": {"type": ["string", "null"]}},
    ),
    "a schema that is text": (
        USED + "components: {schemas: {A: {properties: {x: string}}}}\n",
        {"/components/schemas/A/properties/x": {}},
    ),
    "an operation elsewhere": (
        f"{OLD}paths: {{/a: {{get: {{$ref: '#/x-get'}}}}}}\nx-get: {{{FINE}}}\n",
        {"/paths/~1a/get/responses/200/description": "ok"},
    ),
    "a server without an address": (
        f"{OLD}servers: [{{description: d}}, {{url: /b}}]\npaths: {{}}\n",
        {"/servers": [{"url": "/b"}]},
    ),
    "a body without content": (
        operation(f"requestBody: {{}}, {FINE}").replace("get:", "post:"),
        {"/paths/~1a/post/requestBody/content": {}},
    ),
    "a body of Swagger 2.0 without a schema": (
        SWAGGER + "paths: {/a: {post: {parameters: [{in: body, name: b}], "
        "responses: {200: {description: ''}}}}}\n",
        {},
    ),
}


@pytest.mark.parametrize("name", REPAIRED)
def test_repairs(tmp_path: Path, name: str) -> None:
    text, expected = REPAIRED[name]
    path = tmp_path / "api.yml"
    path.write_text(text)
    before, after, document = repaired(path)
    assert [each for each in before if each.severity == "warning"]
    assert [each for each in after if each.severity != "note"] == []
    for pointer, value in expected.items():
        assert document.at(f"#{pointer}").value == value


@pytest.mark.parametrize(
    "text",
    [
        operation("security: [{key: []}], " + FINE),
        f"{OLD}paths: {{a: {{get: {{{FINE}}}}}}}\n",
        USED + "components: {schemas: {A: {$ref: '#/$defs/A'}}}\n$defs: {A: {}}\n",
        USED + "components: {schemas: {A: {const: a}}}\n",
        operation(f"surprise: 1, {FINE}"),
        "openapi: 3.0.3\npaths: {}\n",
        "openapi: 3.0.3\ninfo: {title: A}\npaths: {}\n",
    ],
)
def test_problems_without_a_safe_repair(tmp_path: Path, text: str) -> None:
    path = tmp_path / "api.yml"
    path.write_text(text)
    before, document = found(path)
    assert [each for each in before if each.severity == "warning"]
    assert propose_overlay(before, document)["actions"] == []
