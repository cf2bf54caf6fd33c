"""A small document with most features of OpenAPI, and the test cases for it."""

from __future__ import annotations

from typing import Any

from generator.contract import Case

__all__ = ["CASES", "CREDENTIALS", "DOCUMENT"]


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1.0"},
    "servers": [{"url": "https://shop.example"}],
    "security": [{"Token": [], "Tenant": []}],
    "paths": {
        "/items/{itemId}": {
            "parameters": [
                {
                    "name": "itemId",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                }
            ],
            "get": {
                "operationId": "items_get",
                "tags": ["items"],
                "parameters": [
                    {
                        "name": "fields",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "schema": {"type": "string", "format": "uuid"},
                    },
                ],
                "responses": {
                    "200": {"description": "", "content": _json(_ref("Item"))},
                    "404": {"description": "", "content": _json(_ref("Problem"))},
                    "409": {"description": "", "content": _json(_ref("Busy"))},
                },
            },
            "delete": {
                "operationId": "items_delete",
                "tags": ["items"],
                "security": [{"Session": []}],
                "responses": {"204": {"description": ""}},
            },
        },
        "/items": {
            "post": {
                "operationId": "items_create",
                "tags": ["items"],
                "requestBody": {"required": True, "content": _json(_ref("Item"))},
                "responses": {
                    "201": {"description": "", "content": _json(_ref("Item"))}
                },
            }
        },
        "/items/{itemId}/picture": {
            "put": {
                "operationId": "items_upload",
                "tags": ["items"],
                "parameters": [
                    {
                        "name": "itemId",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["picture"],
                                "properties": {
                                    "picture": {"type": "string", "format": "binary"},
                                    "altText": {"type": "string", "maxLength": 40},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"image/png": {"schema": {}}},
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["name", "kind", "price"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "name": {"type": "string", "minLength": 1, "maxLength": 30},
                    "kind": {"enum": ["book", "record"]},
                    "price": {"type": "number", "exclusiveMinimum": 0},
                    "unitCount": {"type": "integer", "minimum": 1, "maximum": 99},
                    "note": {"type": ["string", "null"]},
                    "soldAt": {"type": "string", "format": "date-time"},
                    "part": {"oneOf": [_ref("Page"), _ref("Track")]},
                    "similar": {"type": "array", "items": _ref("Item")},
                },
            },
            "Page": {
                "type": "object",
                "required": ["pages"],
                "properties": {"pages": {"type": "integer"}},
            },
            "Track": {
                "type": "object",
                "required": ["minutes"],
                "properties": {"minutes": {"type": "number"}},
            },
            "Problem": {
                "type": "object",
                "required": ["message"],
                "properties": {"message": {"type": "string"}},
            },
            "Busy": {
                "type": "object",
                "required": ["until"],
                "properties": {"until": {"type": "string", "format": "date"}},
            },
        },
        "securitySchemes": {
            "Token": {"type": "http", "scheme": "bearer"},
            "Tenant": {"type": "apiKey", "in": "header", "name": "X-Tenant"},
            "Session": {"type": "apiKey", "in": "cookie", "name": "sid"},
        },
    },
}

CREDENTIALS = {"token": "Token", "tenant": "Tenant", "session": "Session"}
CASES = (
    Case(
        "items.get",
        "GET",
        "/items/{itemId}",
        names={"X-Trace": "x_trace"},
    ),
    Case("items.delete", "DELETE", "/items/{itemId}"),
    Case(
        "items.create",
        "POST",
        "/items",
        names={"unitCount": "unit_count", "soldAt": "sold_at"},
    ),
    Case(
        "items.upload",
        "PUT",
        "/items/{itemId}/picture",
        names={"altText": "alt_text"},
    ),
)
