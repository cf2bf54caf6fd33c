"""The same API in other words: no change is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diff import diff_versions, find_version

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "Depot", "version": "1.0.0"},
    "host": "depot.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "securityDefinitions": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "user": {"type": "basic"},
        "grant": {
            "type": "oauth2",
            "flow": "application",
            "tokenUrl": "https://depot.example/token",
            "scopes": {"read": "Read", "write": "Write"},
        },
    },
    "security": [{"key": []}],
    "parameters": {
        "Limit": {"name": "limit", "in": "query", "type": "integer", "maximum": 9}
    },
    "paths": {
        "/crates": {
            "get": {
                "operationId": "list_crates",
                "tags": ["crates"],
                "parameters": [
                    {"$ref": "#/parameters/Limit"},
                    {
                        "name": "ids",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string"},
                        "collectionFormat": "multi",
                    },
                    {
                        "name": "states",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string", "enum": ["new", "old"]},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Crates",
                        "schema": {
                            "type": "array",
                            "items": {"$ref": "#/definitions/Crate"},
                        },
                        "headers": {"X-Total": {"type": "integer"}},
                    }
                },
            },
            "post": {
                "operationId": "create_crate",
                "tags": ["crates"],
                "parameters": [
                    {
                        "name": "crate",
                        "in": "body",
                        "required": True,
                        "schema": {"$ref": "#/definitions/Crate"},
                    }
                ],
                "responses": {
                    "201": {
                        "description": "Made",
                        "schema": {"$ref": "#/definitions/Crate"},
                    },
                    "default": {"description": "Bad"},
                },
            },
        },
        "/crates/{id}/photo": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "type": "string"}
            ],
            "put": {
                "operationId": "put_photo",
                "tags": ["crates"],
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {
                        "name": "photo",
                        "in": "formData",
                        "type": "file",
                        "required": True,
                    },
                    {"name": "title", "in": "formData", "type": "string"},
                ],
                "responses": {"204": {"description": "Kept"}},
            },
        },
    },
    "definitions": {
        "Crate": {
            "type": "object",
            "required": ["label"],
            "properties": {
                "id": {"type": "string", "readOnly": True},
                "label": {"type": "string", "minLength": 1},
                "made": {"type": "string", "format": "date-time"},
                "weight": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            },
        }
    },
}


def modern(version: str) -> dict[str, Any]:
    """The API in OpenAPI 3."""
    text = json.dumps(SWAGGER["definitions"]).replace(
        "#/definitions/", "#/components/schemas/"
    )
    schemas = json.loads(text)
    if version.startswith("3.1"):
        schemas["Crate"]["properties"]["weight"] = {
            "type": "number",
            "exclusiveMinimum": 0,
        }
    crate = {"$ref": "#/components/schemas/Crate"}
    text_ = {"type": "string"}
    bad = {"description": "Bad"}
    states = {"type": "array", "items": {"type": "string", "enum": ["new", "old"]}}
    return {
        "openapi": version,
        "info": SWAGGER["info"],
        "servers": [{"url": "https://depot.example/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/crates": {
                "get": {
                    "operationId": "list_crates",
                    "tags": ["crates"],
                    "parameters": [
                        {"$ref": "#/components/parameters/Limit"},
                        {"name": "ids", "in": "query",
                         "schema": {"type": "array", "items": text_}},
                        {"name": "states", "in": "query", "explode": False, "schema": states},
                    ],
                    "responses": {"200": {
                        "description": "Crates",
                        "content": {"application/json": {
                            "schema": {"type": "array", "items": crate}}},
                        "headers": {"X-Total": {"schema": {"type": "integer"}}},
                    }},
                },
                "post": {
                    "operationId": "create_crate",
                    "tags": ["crates"],
                    "requestBody": {"required": True, "content": {
                        "application/json": {"schema": crate}}},
                    "responses": {
                        "201": {"description": "Made", "content": {
                            "application/json": {"schema": crate}}},
                        "default": bad,
                    },
                },
            },
            "/crates/{id}/photo": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": text_}],
                "put": {
                    "operationId": "put_photo",
                    "tags": ["crates"],
                    "requestBody": {"required": True, "content": {"multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": ["photo"],
                            "properties": {
                                "photo": {"type": "string", "format": "binary"},
                                "title": text_,
                            },
                        }}}},
                    "responses": {"204": {"description": "Kept"}},
                },
            },
        },
        "components": {
            "schemas": schemas,
            "parameters": {"Limit": {"name": "limit", "in": "query",
                                     "schema": {"type": "integer", "maximum": 9}}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "user": {"type": "http", "scheme": "basic"},
                "grant": {"type": "oauth2", "flows": {"clientCredentials": {
                    "tokenUrl": "https://depot.example/token",
                    "scopes": {"write": "Write", "read": "Read"}}}},
            },
        },
    }  # fmt: skip


def texts(folder: Path, old: Any, new: Any) -> list[str]:
    for name, value in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(value))
    versions = (find_version(folder / f"{name}.json") for name in ("old", "new"))
    found = diff_versions(*versions).changes
    return [f"{each.change.rule.id}: {each.change.text}" for each in found]


@pytest.mark.parametrize("old", ["2.0", "3.0.3", "3.1.0"])
@pytest.mark.parametrize("new", ["2.0", "3.0.3", "3.1.0"])
def test_in_another_dialect(tmp_path: Path, old: str, new: str) -> None:
    documents = [SWAGGER if each == "2.0" else modern(each) for each in (old, new)]
    assert texts(tmp_path, *documents) == []


def with_allof(document: Any) -> None:
    crate = document["components"]["schemas"]["Crate"]
    label = {"label": crate["properties"].pop("label")}
    document["components"]["schemas"]["Crate"] = {
        "allOf": [{"type": "object", "required": ["label"], "properties": label},
                  {"type": "object", "properties": crate["properties"]}]
    }  # fmt: skip


def with_references(document: Any) -> None:
    get = document["paths"]["/crates"]["get"]
    document["components"]["responses"] = {"Crates": get["responses"]["200"]}
    get["responses"]["200"] = {"$ref": "#/components/responses/Crates"}
    get["parameters"][0] = document["components"]["parameters"].pop("Limit")


def in_another_order(document: Any) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(each) for each in value] if isinstance(value, list) else value

    document.update(turned({key: document.pop(key) for key in list(document)}))


def with_notes(document: Any) -> None:
    document["x-note"] = {"any": "thing"}
    document["components"]["schemas"]["Crate"]["x-owner"] = "us"


def with_null_as_another(document: Any) -> None:
    made = document["components"]["schemas"]["Crate"]["properties"]
    made["made"] = {
        "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
    }


@pytest.mark.parametrize(
    "edit",
    [with_allof, with_references, in_another_order, with_notes],
    ids=lambda edit: str(edit.__name__),
)
def test_in_other_words(tmp_path: Path, edit: Callable[[Any], None]) -> None:
    old = modern("3.1.0")
    new = copy.deepcopy(old)
    edit(new)
    assert new != old or edit is in_another_order
    assert texts(tmp_path, old, new) == []
    assert texts(tmp_path, new, old) == []


def test_two_ways_to_say_null(tmp_path: Path) -> None:
    old, new = modern("3.1.0"), modern("3.1.0")
    properties = old["components"]["schemas"]["Crate"]["properties"]
    properties["made"] = {"type": ["string", "null"], "format": "date-time"}
    with_null_as_another(new)
    assert texts(tmp_path, old, new) == []


def test_other_words_for_the_same_data_as_text(tmp_path: Path) -> None:
    """A response as JSON and XML is read as JSON, whatever their descriptions."""

    def with_xml(words: str) -> Any:
        document = modern("3.0.3")
        schema = {"type": "object", "properties": {"description": {"type": "string"}}}
        content = document["paths"]["/crates"]["post"]["responses"]["201"]["content"]
        content["application/json"]["schema"] = schema
        content["application/xml"] = {"schema": {**schema, "description": words}}
        return document

    assert texts(tmp_path, with_xml("One"), with_xml("Another")) == []
