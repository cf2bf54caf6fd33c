"""The tests of a small package kill a mutant of each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .mutation import Mutant, mutants, score
from .packages import generate_from

JSON = "application/json"
REFUSALS = {
    status: {
        "description": "Refused.",
        "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
    }
    for status, name in (("404", "Missing"), ("409", "Conflict"))
}
SCHEMAS: dict[str, Any] = {
    "Missing": {
        "type": "object",
        "required": ["origin", "resource"],
        "properties": {"origin": {"const": "api"}, "resource": {"type": "string"}},
    },
    "Conflict": {
        "type": "object",
        "required": ["since"],
        "properties": {"since": {"type": "integer"}},
    },
    "Depth": {
        "type": "object",
        "required": ["kind", "levels"],
        "properties": {
            "kind": {"const": "depth"},
            "levels": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
                        {
                            "type": "object",
                            "additionalProperties": {
                                "type": "array",
                                "items": {"type": "integer"},
                            },
                        },
                    ]
                },
            },
            "share": {"type": "number", "minimum": 0, "maximum": 1},
        },
    },
    "Mark": {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"const": "mark"},
            "dueAt": {"type": ["string", "null"], "format": "date"},
            "author": {"$ref": "#/components/schemas/Missing"},
        },
    },
    "Measure": {
        "oneOf": [
            {"$ref": "#/components/schemas/Depth"},
            {"$ref": "#/components/schemas/Mark"},
        ],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "depth": "#/components/schemas/Depth",
                "mark": "#/components/schemas/Mark",
            },
        },
    },
}
FLOW = {
    "tokenUrl": "https://auth.test/token",
    "refreshUrl": "https://auth.test/refresh",
    "scopes": {"read": "Read.", "write": "Write."},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Measures", "version": "2.3.4"},
    "servers": [
        {
            "url": "https://{region}.measures.test/v1",
            "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}},
        },
        {"url": "https://backup.measures.test"},
    ],
    "paths": {
        "/measures": {
            "get": {
                "operationId": "listMeasures",
                "deprecated": True,
                "security": [{"Grant": ["read"]}, {"Key": []}],
                "parameters": [
                    {
                        "name": "words",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {"name": "after", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "All.",
                        "headers": {"X-Total": {"schema": {"type": "integer"}}},
                        "content": {
                            JSON: {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Measure"},
                                }
                            }
                        },
                    },
                    **REFUSALS,
                },
            },
            "put": {
                "operationId": "replaceMeasure",
                "security": [{"Grant": ["write"], "Key": []}],
                "requestBody": {
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Mark"}}}
                },
                "responses": {"303": {"description": "See the measure."}},
            },
        },
    },
    "webhooks": {
        "measured": {
            "post": {
                "requestBody": {
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Mark"}}}
                },
                "responses": {"204": {"description": "Received."}},
            }
        }
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {
            "Grant": {"type": "oauth2", "flows": {"clientCredentials": FLOW}},
            "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
    },
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_from(DOCUMENT, "measures", tmp_path_factory.mktemp("mutants"))


@pytest.fixture(scope="module")
def found(project: Path) -> list[Mutant]:
    return mutants(project / "measures")


KINDS = (
    "additional fields",
    "alias",
    "allow reserved",
    "bound by one",
    "credential alternative",
    "credential keyword",
    "default",
    "deprecation",
    "enum value",
    "environment variable",
    "error type",
    "event type",
    "explode",
    "export",
    "key name",
    "nullability",
    "number type",
    "other error type",
    "pattern",
    "refresh url",
    "response header",
    "scope",
    "server",
    "server variable",
    "status",
    "sync only: default server",
    "sync only: options",
    "async only: setting",
    "tag",
    "tagged variant",
    "token url",
    "union member",
    "version",
)


@pytest.mark.slow
def test_a_mutant_of_each_kind_is_killed(project: Path, found: list[Mutant]) -> None:
    """Of each kind the last mutant, which is the deepest in its module."""
    last = {mutant.kind: mutant for mutant in found}
    assert set(KINDS) <= last.keys()
    result = score(project, [last[kind] for kind in KINDS])
    assert list(map(str, result.survivors)) == []
