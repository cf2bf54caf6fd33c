"""A small document whose operations each have something that a value must satisfy."""

from __future__ import annotations

from typing import Any

__all__ = ["CALLS", "PAGES", "RESPONSES", "document"]

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def parameter(name: str, location: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "required": True, **members}


def body(schema: Any, media_type: str = "application/json", **members: Any) -> Any:
    return {
        "requestBody": {
            "required": True,
            "content": {media_type: {"schema": schema, **members}},
        }
    }


def properties(**keywords: Any) -> dict[str, Any]:
    """A schema with the properties a, b and c, and further keywords."""
    listed = {"a": INTEGER, "b": INTEGER, "c": {"type": "boolean"}}
    return {"type": "object", "properties": listed, **keywords}


BODIES: dict[str, tuple[Any, str | None]] = {
    "any_required": (
        properties(anyOf=[{"required": ["c"]}, {"required": ["b"]}]),
        "b=1",
    ),
    "two_required": (
        properties(oneOf=[{"required": ["b", "a"]}, {"required": ["x"]}]),
        "a=1, b=1",
    ),
    "dependent": (
        properties(required=["a"], dependentRequired={"a": ["c"]}),
        "a=1, c=True",
    ),
    "least_properties": (properties(minProperties=2), "a=1, b=1"),
    "not_both": (properties(required=["b"], **{"not": {"required": ["a"]}}), "b=1"),
    "condition": (
        properties(
            required=["c"],
            **{
                "if": {"properties": {"c": {"const": True}}},
                "then": {"required": ["a"]},
            },
        ),
        "a=1, c=True",
    ),
    "other_names": (
        {
            "type": "object",
            "patternProperties": {"^x-[a-z]{2}$": INTEGER},
            "additionalProperties": INTEGER,
            "minProperties": 1,
        },
        'body={"x-cd": 1}',
    ),
    "excluded_value": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"type": "string", "not": {"const": "text"}}},
            "examples": [{"a": "text"}, {"a": "other"}],
        },
        'a="other"',
    ),
    "hidden": (
        {
            "type": "object",
            "required": ["id", "a"],
            "properties": {"id": {**STRING, "readOnly": True}, "a": STRING},
        },
        'a="text"',
    ),
    "unique": (
        {
            "type": "object",
            "required": ["a", "b"],
            "properties": {
                "a": {
                    "type": "array",
                    "items": STRING,
                    "minItems": 3,
                    "uniqueItems": True,
                },
                "b": {
                    "type": "array",
                    "items": {"enum": ["x", "y"]},
                    "minItems": 2,
                    "uniqueItems": True,
                },
            },
        },
        'a=["text", "1text", "2text"], b=["x", "y"]',
    ),
    "texts": (
        {
            "type": "object",
            "required": ["a", "b", "c", "d"],
            "properties": {
                "a": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
                "b": {"type": "string", "minLength": 6},
                "c": {"type": "string", "maxLength": 2},
                "d": {"type": "string", "pattern": "^(?!text)[a-z]+$"},
            },
        },
        'a="AB-345", b="textxx", c="te", d="a"',
    ),
    "numbers": (
        {
            "type": "object",
            "required": ["a", "b", "c", "d"],
            "properties": {
                "a": {"type": "integer", "minimum": 5, "multipleOf": 4},
                "b": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
                "c": {"type": "integer", "enum": [10, 20]},
                "d": {"type": "number", "maximum": -2.5},
            },
        },
        "a=8, b=0.5, c=10, d=-3",
    ),
    "tagged": (
        {
            "type": "object",
            "required": ["pet"],
            "properties": {"pet": {"$ref": "#/components/schemas/Pet"}},
        },
        'pet={"kind": "cat", "lives": 9}',
    ),
    "recursive": (
        {
            "type": "object",
            "required": ["node"],
            "properties": {"node": {"$ref": "#/components/schemas/Node"}},
        },
        'node={"name": "text", "children": []}',
    ),
    "tuple": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {
                "a": {
                    "type": "array",
                    "prefixItems": [STRING, INTEGER],
                    "minItems": 2,
                    "items": False,
                }
            },
        },
        'a=["text", 1]',
    ),
    "whole": ({"type": "array", "items": {"const": 2}}, "body=[2]"),
    "nullable": ({"type": ["object", "null"], "additionalProperties": STRING}, None),
    "formats": (
        {
            "type": "object",
            "required": ["a", "b", "c", "d", "e", "f"],
            "properties": {
                "a": {**STRING, "format": "date"},
                "b": {**STRING, "format": "date-time"},
                "c": {**STRING, "format": "uuid"},
                "d": {**STRING, "format": "byte"},
                "e": {**STRING, "format": "duration"},
                "f": {**STRING, "format": "decimal"},
            },
        },
        None,
    ),
}
"""A schema of a body by operation, with the arguments that are expected."""
CALLS = {name: arguments for name, (_, arguments) in BODIES.items() if arguments}

RESPONSES = {
    "text": [200, "text/plain", "text"],
    "raw": [200, "image/png", "text"],
    "form": [200, "text/event-stream", 'data: {"n":1}\n\n'],
    "example": [200, "application/json", '{"n":7}'],
    "upload": [200, "application/jsonl", '{"n":1}\n'],
    "whole": [200, "", ""],
}
"""Status, media type and content of the response of some operations."""

OTHERS: dict[str, dict[str, Any]] = {
    "places": {
        "parameters": [
            parameter("q", "query", schema={"type": "array", "items": STRING}),
            parameter("X-Level", "header", schema={"type": "integer", "maximum": -1}),
            parameter("session", "cookie", schema={**STRING, "example": "a;b"}),
            parameter("any", "query", example="given"),
            parameter(
                "deep",
                "query",
                style="deepObject",
                schema={"type": "object", "properties": {"a": INTEGER}},
            ),
            parameter(
                "filter",
                "query",
                content={"application/json": {"schema": properties(required=["a"])}},
            ),
            parameter(
                "level",
                "query",
                schema={"enum": [3, 4], "x-enum-varnames": ["LOW", "HIGH"]},
            ),
        ]
    },
    "upload": body(
        {
            "type": "object",
            "required": ["file", "note"],
            "properties": {
                "file": {**STRING, "format": "binary"},
                "files": {"type": "array", "items": {**STRING, "format": "binary"}},
                "note": properties(required=["a"]),
            },
        },
        "multipart/form-data",
    ),
    "raw": body({**STRING, "format": "binary"}, "application/octet-stream"),
    "text": body(STRING, "text/plain"),
    "form": body(properties(required=["c"]), "application/x-www-form-urlencoded"),
    "example": body(properties(required=["a"]), example={"a": 3, "b": 4}),
    "wrong_example": body(properties(required=["a"]), example={"a": "three"}),
    "two_media_types": {
        "requestBody": {
            "content": {
                "application/json": {"schema": False},
                "text/plain": {"schema": STRING},
            },
            "required": True,
        }
    },
    "optional": {
        "requestBody": {"content": {"application/json": {"schema": properties()}}}
    },
}


def _paged(**extension: Any) -> dict[str, Any]:
    """An operation with pages whose fields are required."""
    page = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": INTEGER},
            "next": {"type": ["string", "null"]},
        },
    }
    names = ("cursor", "offset")
    return {
        "get": {
            "tags": ["paged"],
            "operationId": f"paged.{extension['type']}",
            "parameters": [
                {"name": name, "in": "query", "schema": kind}
                for name, kind in zip(names, (STRING, INTEGER), strict=True)
            ],
            "x-pagination": {"items": "/items", **extension},
            "responses": {
                "200": {
                    "description": "",
                    "content": {"application/json": {"schema": page}},
                }
            },
        }
    }


PAGES = {
    "paged.cursor": '{"items":[1],"next":null}',
    "paged.offset": '{"items":[],"next":"text"}',
}
"""The content of the last page of operations, by method."""


def document() -> dict[str, Any]:
    """Return the document."""
    result = {"type": "object", "required": ["n"], "properties": {"n": INTEGER}}
    results: dict[str, Any] = {
        "text": {"text/plain": {"schema": STRING}},
        "raw": {"image/*": {"schema": {**STRING, "format": "binary"}}},
        "form": {"text/event-stream": {"schema": result}},
        "example": {
            "application/json": {
                "schema": result,
                "examples": {
                    "wrong": {"value": {"n": "x"}},
                    "right": {"value": {"n": 7}},
                },
            }
        },
        "upload": {"application/jsonl": {"itemSchema": result}},
    }
    bodies = {name: body(schema) for name, (schema, _) in BODIES.items()}
    paths: dict[str, Any] = {}
    for name, members in {**bodies, **OTHERS}.items():
        content = results.get(name)
        paths[f"/{name}/{{id}}"] = {
            "parameters": [parameter("id", "path", schema=INTEGER)],
            "post": {
                "operationId": f"odd.{name}",
                "tags": ["odd"],
                "responses": {
                    "2XX": {
                        "description": "",
                        **({"content": content} if content else {}),
                    }
                },
                **members,
            },
        }
    paths["/optional/{id}"]["delete"] = {
        "operationId": "odd.remove",
        "tags": ["odd"],
        "responses": {"204": {"description": ""}},
        "requestBody": {
            "content": {"application/json": {"schema": properties(required=["b"])}}
        },
    }
    paths["/cursor"] = _paged(type="cursor", parameter="cursor", next="/next")
    paths["/offset"] = _paged(type="offset", parameter="offset")
    cat = {
        "type": "object",
        "required": ["kind", "lives"],
        "properties": {"kind": STRING, "lives": {"type": "integer", "minimum": 9}},
    }
    node = {
        "type": "object",
        "required": ["name", "children"],
        "properties": {
            "name": STRING,
            "children": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Node"},
            },
        },
    }
    pet = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Odd members", "version": "1"},
        "servers": [{"url": "/v1"}],
        "security": [{"login": []}],
        "paths": paths,
        "components": {
            "schemas": {"Cat": cat, "Dog": cat, "Node": node, "Pet": pet},
            "securitySchemes": {"login": {"type": "http", "scheme": "basic"}},
        },
    }
