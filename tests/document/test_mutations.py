"""Mutated documents load with problems or raise DocumentError, and never crash."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diagnostics.model import DocumentError, Problems
from generator.document.grammar import walk
from generator.document.load import load_document
from tests.corpus import CORPUS, SESSIONS, existing

SMALL = {
    "openapi": "3.0.3",
    "info": {"title": "A", "version": "1"},
    "servers": [{"url": "https://{h}.example", "variables": {"h": {"default": "a"}}}],
    "security": [{"key": []}],
    "tags": [{"name": "t"}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "post": {
                "operationId": "o",
                "tags": ["t"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/A"}
                        }
                    },
                },
                "responses": {"200": {"description": "ok"}},
            },
        }
    },
    "components": {
        "parameters": {
            "Id": {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}},
        "schemas": {
            "A": {
                "type": "object",
                "nullable": True,
                "allOf": [{"$ref": "#/components/schemas/B"}],
                "discriminator": {"propertyName": "k", "mapping": {"b": "B"}},
                "properties": {"k": {"type": "string", "enum": ["b"]}},
            },
            "B": {"oneOf": [{"minimum": 1, "exclusiveMinimum": True}], "example": 1},
        },
    },
}
SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "A", "version": "1"},
    "host": "a.example",
    "schemes": ["https"],
    "paths": {
        "/a": {
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file"},
                    {"$ref": "#/parameters/q"},
                ],
                "responses": {"200": {"description": "", "schema": {"type": "file"}}},
            },
            "put": {
                "parameters": [
                    {"name": "b", "in": "body", "schema": {"type": "object"}}
                ],
                "responses": {"default": {"$ref": "#/responses/r"}},
            },
        }
    },
    "parameters": {
        "q": {"name": "q", "in": "query", "type": "array", "items": {"type": "string"}}
    },
    "responses": {"r": {"description": "", "headers": {"h": {"type": "string"}}}},
    "definitions": {"D": {"discriminator": "k", "properties": {"k": {}}}},
    "securityDefinitions": {
        "o": {
            "type": "oauth2",
            "flow": "implicit",
            "scopes": {},
            "authorizationUrl": "u",
        }
    },
}
REAL = ("petstore3.json", "museum.yaml", "burgershop.yaml")


def seeds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [SMALL, SWAGGER]
    paths = [SESSIONS, *(CORPUS / name for name in existing(REAL))]
    found += [load_document(path, Problems()).bundle() for path in paths]
    return found


SEEDS = seeds()
REPLACEMENTS: list[Any] = [
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "#/nowhere",
    [],
    {},
    [None],
    {"$ref": "#"},
    {"$ref": "#/components/schemas/A"},
    {"$ref": 5},
    {"x": {"y": []}},
    ["a", 1, {}],
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of every node below the root."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        item = stack.pop()
        keys = item if isinstance(item, dict) else range(len(item))
        for key in keys:
            found.append((item, key))
            if isinstance(item[key], (dict, list)):
                stack.append(item[key])
    return found


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """Delete, retype, swap, duplicate or nest a few nodes of a document."""
    document: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        known = places(document)
        if not known:
            break
        holder, key = known[draw(st.integers(0, len(known) - 1))]
        action = draw(st.sampled_from(["delete", "retype", "swap", "copy", "nest"]))
        other, other_key = known[draw(st.integers(0, len(known) - 1))]
        if action == "delete":
            del holder[key]
        elif action == "retype":
            holder[key] = copy.deepcopy(draw(st.sampled_from(REPLACEMENTS)))
        elif action == "swap":
            mine, theirs = copy.deepcopy(holder[key]), copy.deepcopy(other[other_key])
            holder[key] = theirs
            other[other_key] = mine
        elif action == "copy":
            holder[key] = copy.deepcopy(other[other_key])
        else:
            holder[key] = {"allOf": [copy.deepcopy(holder[key])]}
    return document


@settings(suppress_health_check=list(HealthCheck))
@given(document=mutants())
def test_a_mutant_is_well_formed_or_an_error(
    document: dict[str, Any], tmp_path_factory: Any
) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "mutant.json"
    path.write_text(json.dumps(document))
    problems = Problems()
    try:
        loaded = load_document(path, problems)
    except DocumentError as error:
        assert error.problems
        return
    assert not problems.has_errors
    assert all(problem.places for problem in problems)
    for kind, value, pointer in walk(loaded.root):
        assert loaded.place(pointer).line >= 1 if len(pointer) < 40 else True
        assert isinstance(value, dict), (kind, pointer)
        if kind == "schema":
            assert isinstance(value.get("properties", {}), dict)
            assert isinstance(value.get("allOf", []), list)
            assert isinstance(value.get("required", []), list)
        ref = value.get("$ref")
        if isinstance(ref, str) and loaded.target(ref) is None:
            assert problems.has_warnings, pointer
    bundle = loaded.bundle()
    for _, value, pointer in walk(bundle):
        assert "$ref" not in value or loaded.target(value["$ref"]), pointer
