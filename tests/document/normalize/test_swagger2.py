"""Swagger 2.0 is converted to OpenAPI 3."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics.model import Problems
from generator.document.normalize.swagger2 import convert_swagger2
from generator.document.source_map import SourceMap

from ..conftest import Loader

SWAGGER = """
swagger: '2.0'
info: {title: Pets, version: '1'}
host: api.example
basePath: /v1
schemes: [https, http]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, name: X-Key, in: header}
  oauth:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://a.example/auth
    tokenUrl: https://a.example/token
    scopes: {read: Read}
parameters:
  limit: {name: limit, in: query, type: integer, default: 20}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
responses:
  gone:
    description: gone
    schema: {$ref: '#/definitions/Pet'}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer, format: int64}
      - $ref: '#/parameters/limit'
    put:
      operationId: put
      parameters:
        - $ref: '#/parameters/pet'
        - {name: tags, in: query, type: array, items: {type: string},
           collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: integer}}
        - {name: pipes, in: query, type: array, items: {type: integer},
           collectionFormat: pipes}
      responses:
        '200':
          description: ok
          schema: {$ref: '#/definitions/Pet'}
          headers: {X-Rate: {type: integer, description: left}}
          examples: {application/json: {id: 1}}
        '410': {$ref: '#/responses/gone'}
    post:
      operationId: upload
      consumes: [multipart/form-data]
      produces: [image/png]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: note, in: formData, type: string, description: a note}
        - {name: tags, in: formData, type: array, items: {type: string},
           collectionFormat: multi}
      responses: {'200': {description: ok, schema: {type: file}}}
    patch:
      operationId: form
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: name, in: formData, type: string}]
      responses: {'204': {description: ok}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      name: {type: string, x-nullable: true, example: Rex}
      owner: {$ref: '#/definitions/Pet'}
"""


@pytest.fixture
def pets(load: Loader) -> Any:
    document, problems = load(SWAGGER)
    assert problems == []
    return document


def test_servers(pets: Any) -> None:
    assert pets.source_version == "2.0"
    assert pets.root["servers"] == [
        {"url": "https://api.example/v1"},
        {"url": "http://api.example/v1"},
    ]
    assert "host" not in pets.root


def test_body_and_parameters(pets: Any) -> None:
    put = pets.root["paths"]["/pets/{id}"]["put"]
    assert put["requestBody"] == {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
        },
        "required": True,
    }
    tags, ids, pipes = put["parameters"]
    assert (tags["style"], tags["explode"]) == ("form", True)
    assert tags["schema"] == {"type": "array", "items": {"type": "string"}}
    assert (ids["style"], ids["explode"]) == ("form", False)
    assert (pipes["style"], pipes["explode"]) == ("pipeDelimited", False)
    limit = pets.at("#/paths/~1pets~1{id}/parameters/1").deref()
    assert limit.value == {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "default": 20},
    }


def test_responses(pets: Any) -> None:
    responses = pets.root["paths"]["/pets/{id}"]["put"]["responses"]
    assert responses["200"] == {
        "description": "ok",
        "headers": {"X-Rate": {"description": "left", "schema": {"type": "integer"}}},
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Pet"},
                "example": {"id": 1},
            }
        },
    }
    gone = pets.at("#/paths/~1pets~1{id}/put/responses/410").deref()
    assert "application/json" in gone.value["content"]


def test_forms_and_files(pets: Any) -> None:
    item = pets.root["paths"]["/pets/{id}"]
    body = item["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"]["multipart/form-data"] == {
        "schema": {
            "type": "object",
            "properties": {
                "file": {"type": "string", "format": "binary"},
                "note": {"type": "string", "description": "a note"},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["file"],
        },
        "encoding": {"tags": {"style": "form", "explode": True}},
    }
    assert item["post"]["responses"]["200"]["content"] == {
        "image/png": {"schema": {"type": "string", "format": "binary"}}
    }
    assert list(item["patch"]["requestBody"]["content"]) == [
        "application/x-www-form-urlencoded"
    ]


def test_security(pets: Any) -> None:
    assert pets.root["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "name": "X-Key", "in": "header"},
        "oauth": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://a.example/auth",
                    "tokenUrl": "https://a.example/token",
                    "scopes": {"read": "Read"},
                }
            },
        },
    }


def test_schemas(pets: Any) -> None:
    pet = pets.root["components"]["schemas"]["Pet"]
    assert pet["discriminator"] == {"propertyName": "kind"}
    assert pet["properties"]["name"] == {
        "type": ["string", "null"],
        "examples": ["Rex"],
    }
    assert pet["properties"]["owner"] == {"$ref": "#/components/schemas/Pet"}


def test_places_are_those_of_the_source(pets: Any) -> None:
    lines = SWAGGER.splitlines()

    def line(pointer: str) -> str:
        number: int = pets.place(pointer).line
        return lines[number - 1].strip()

    operation = "#/paths/~1pets~1{id}"
    assert line("#/components/schemas/Pet/properties/kind").startswith("kind:")
    assert line(f"{operation}/put/parameters/0/schema").startswith("- {name: tags")
    assert line(
        f"{operation}/post/requestBody/content/multipart~1form-data"
        "/schema/properties/note"
    ).startswith("- {name: note")
    assert line(
        f"{operation}/put/responses/200/content/application~1json/schema"
    ).startswith("schema:")
    assert line("#/components/securitySchemes/oauth").startswith("oauth:")


def test_dangling_references_and_unknown_formats(load: Loader) -> None:
    document, problems = load(
        SWAGGER.replace("collectionFormat: pipes", "collectionFormat: dots").replace(
            "- $ref: '#/parameters/limit'", "- $ref: '#/parameters/nowhere'"
        )
    )
    assert sorted(problem.code for problem in problems) == [
        "lossy-conversion",
        "unresolved-ref",
    ]
    assert document.at("#/paths/~1pets~1{id}/parameters/1").deref() is None
    assert len(document.bundle()["paths"]["/pets/{id}"]["parameters"]) == 1


def test_web_socket_schemes_are_ignored(load: Loader) -> None:
    document, _ = load(
        "swagger: '2.0'\ninfo: {title: A, version: '1'}\nhost: a.example\n"
        "schemes: [wss, http]\npaths: {}\n"
    )
    assert document.at("#/servers").value == [{"url": "http://a.example"}]


def test_parameters_that_are_the_document_itself(load: Loader) -> None:
    document, problems = load(
        "swagger: '2.0'\ninfo: {title: A, version: '1'}\npaths: {}\n"
        "parameters: {$ref: api.yml}\n"
    )
    assert document.at("#/paths").value == {}
    assert "wrong-type" in [each.code for each in problems]


def converted(operation: dict[str, Any], **root: Any) -> dict[str, Any]:
    """Return what the operation POST /a is converted to."""
    source_map = SourceMap()
    document = {"swagger": "2.0", "paths": {"/a": {"post": operation}}, **root}
    convert_swagger2(document, Problems(), source_map.begin_step())
    result: dict[str, Any] = document["paths"]["/a"]["post"]
    return result


def test_an_operation_replaces_the_media_types_of_the_document() -> None:
    body = {"name": "b", "in": "body", "schema": {}, "description": "d"}
    operation = {"consumes": ["a/b", "c/d", "a/b"], "parameters": [body]}
    post = converted(operation, consumes=["application/json"])
    assert post["requestBody"] == {
        "content": {"a/b": {"schema": {}}, "c/d": {"schema": {}}},
        "description": "d",
        "required": False,
    }
    assert post["parameters"] == []


def test_a_form_without_a_media_type_is_url_encoded() -> None:
    field = {"name": "f", "in": "formData", "type": "integer"}
    assert converted({"parameters": [field]})["requestBody"] == {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"f": {"type": "integer"}}}
            }
        },
        "required": False,
    }


def test_a_form_with_a_file_is_multipart() -> None:
    field = {"name": "f", "in": "formData", "type": "file"}
    operation = {
        "consumes": ["application/x-www-form-urlencoded"],
        "parameters": [field],
    }
    content = converted(operation)["requestBody"]["content"]
    assert list(content) == ["multipart/form-data"]


@pytest.mark.parametrize(
    ("location", "collection_format", "style"),
    [
        ("query", "csv", {"style": "form", "explode": False}),
        ("query", "multi", {"style": "form", "explode": True}),
        ("query", "ssv", {"style": "spaceDelimited", "explode": False}),
        ("query", "tsv", {"style": "tabDelimited", "explode": False}),
        ("header", "csv", {}),
        ("header", "pipes", {"style": "pipeDelimited", "explode": False}),
        ("path", "multi", {}),
    ],
)
def test_collection_formats(
    location: str, collection_format: str, style: dict[str, Any]
) -> None:
    parameter = {"name": "p", "in": location, "type": "array", "items": {}}
    parameter["collectionFormat"] = collection_format
    assert converted({"parameters": [parameter]})["parameters"] == [
        {
            "name": "p",
            "in": location,
            **style,
            "schema": {"type": "array", "items": {}},
        }
    ]


def test_a_file_response_is_an_octet_stream() -> None:
    post = converted({"responses": {"200": {"schema": {"type": "file"}}}})
    assert post["responses"]["200"]["content"] == {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
    }


def test_schemes_of_an_operation_are_its_servers() -> None:
    post = converted({"schemes": ["wss", "http"]}, host="a.example", basePath="/v1")
    assert post["servers"] == [{"url": "http://a.example/v1"}]
    assert "servers" not in converted({"schemes": ["http"]})
