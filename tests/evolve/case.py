"""One document with a small API for each case, before and after the case's edits.

`@@` stands for the case in every name, so that all cases share one package on each
side and one run of each type-checker. It is a member of each enum, too: the same enum
inside of two schemas would be one type.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["DELETED", "Case", "document", "with_number"]

DELETED = object()
"""The value of an edit that deletes something."""

Edits = Mapping[str, Any]

OPERATION: dict[str, Any] = {
    "operationId": "@@_send",
    "tags": ["@@"],
    "summary": "Send",
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {
            "name": "token",
            "in": "query",
            "required": True,
            "schema": {"type": "string"},
        },
        {
            "name": "words",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "string"}},
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/@@Item"}}
        },
    },
    "responses": {
        "200": {
            "description": "Done",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/@@Result"}
                }
            },
        },
        "404": {
            "description": "Missing",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/@@Fault"}}
            },
        },
    },
}

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "@@Item": {
        "type": "object",
        "required": ["name", "part"],
        "properties": {
            "name": TEXT,
            "note": TEXT,
            "kind": {"type": "string", "enum": ["big", "small", "@@"]},
            "count": {"type": "integer", "minimum": 1, "maximum": 9},
            "hint": {"type": ["string", "null"]},
            "must": {"type": ["string", "null"]},
            "part": {"$ref": "#/components/schemas/@@Part"},
            "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "when": {"type": "string", "format": "date"},
            "tags": {"type": "array", "items": TEXT, "maxItems": 3},
        },
    },
    "@@Part": {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {"type": "integer"}, "colour": TEXT},
    },
    "@@Result": {
        "type": "object",
        "required": ["id", "state", "total"],
        "properties": {
            "id": TEXT,
            "note": TEXT,
            "state": {"type": "string", "enum": ["open", "closed", "@@"]},
            "total": {"type": "number"},
            "count": {"type": "integer", "maximum": 9},
            "since": {"type": "string", "format": "date"},
            "maybe": {"type": ["string", "null"]},
            "pet": {"$ref": "#/components/schemas/@@Pet"},
        },
    },
    "@@Pet": {
        "anyOf": [
            {"$ref": "#/components/schemas/@@Cat"},
            {"$ref": "#/components/schemas/@@Dog"},
        ],
        "discriminator": {
            "propertyName": "species",
            "mapping": {
                "cat": "#/components/schemas/@@Cat",
                "dog": "#/components/schemas/@@Dog",
            },
        },
    },
    "@@Cat": {
        "type": "object",
        "required": ["species", "lives"],
        "properties": {"species": TEXT, "lives": {"type": "integer"}},
    },
    "@@Dog": {
        "type": "object",
        "required": ["species"],
        "properties": {"species": TEXT, "bark": TEXT},
    },
    "@@Fault": {"type": "object", "properties": {"code": TEXT}},
}


@dataclass(frozen=True)
class Case:
    """An edit and the rules that report it.

    `before` and `after` are edits of the little API by path, from `op` (the operation),
    `paths` or `schemas`. `program` is what a user has written besides the usual
    program, `call` what the old client calls; `reply` the new server's answer.
    """

    rules: tuple[str, ...]
    after: Edits
    before: Edits = field(default_factory=dict)
    program: str = ""
    call: str = ""
    reply: Any = None
    usual: bool = True
    """Whether the user has written the usual program as well."""


def with_number(text: str, number: int) -> str:
    """Replace `@@` by the name of a case."""
    return text.replace("@@", f"C{number:03}")


def document(cases: Iterable[Case], side: str) -> dict[str, Any]:
    """The document of all cases, on the side ``before`` or ``after``."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number, case in enumerate(cases):
        whole: dict[str, Any] = {
            "paths": {"/@@/{id}": {"post": copy.deepcopy(OPERATION)}},
            "schemas": copy.deepcopy(SCHEMAS),
        }
        whole["op"] = whole["paths"]["/@@/{id}"]["post"]
        edit(whole, case.before)
        if side == "after":
            edit(whole, case.after)
        del whole["op"]
        named = json.loads(with_number(json.dumps(whole), number))
        paths.update(named["paths"])
        schemas.update(named["schemas"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0" if side == "before" else "2.0.0"},
        "servers": [{"url": "https://shop.example"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def edit(whole: dict[str, Any], edits: Edits) -> None:
    """Set or delete the value at a path; `~` in it stands for a slash."""
    for path, value in edits.items():
        *parents, last = [token.replace("~", "/") for token in path.split("/")]
        place: Any = whole
        for token in parents:
            place = place[int(token) if isinstance(place, list) else token]
        if isinstance(place, list):
            place[int(last) :] = [] if value is DELETED else [copy.deepcopy(value)]
        elif value is DELETED:
            del place[last]
        else:
            place[last] = copy.deepcopy(value)
