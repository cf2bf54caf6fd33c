"""The contract tests of a package know what was decided about each operation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.contract import Case
from generator.emit.contract_tests import contract_views
from tests.surface.conftest import PackageOf

STRING: dict[str, Any] = {"type": "string"}
THING: dict[str, Any] = {"type": "object", "properties": {"id": STRING}}
OTHER: dict[str, Any] = {"type": "object", "properties": {"name": STRING}}


def content(schema: Any, *media_types: str) -> dict[str, Any]:
    names = media_types or ("application/json",)
    return {"content": {name: {"schema": schema} for name in names}}


def responses(**statuses: Any) -> dict[str, Any]:
    found = {
        status.lstrip("_"): {"description": "", **value}
        for status, value in statuses.items()
    }
    return {"responses": found}


def body(schema: Any, *media_types: str, **members: Any) -> dict[str, Any]:
    return {"requestBody": {**content(schema, *media_types), **members}}


NAMED = {
    "parameters": [{"name": "id", "in": "query", "schema": STRING}],
    **body({"type": "object", "properties": {"id": STRING, "class": STRING}}),
}
BINARY = {"type": "string", "format": "binary"}
FORM = {
    "type": "object",
    "properties": {"photo": BINARY, "more": {"type": "array", "items": BINARY}},
}
KEY = {"name": "idempotency", "in": "header", "schema": STRING}
EVENTS: dict[str, Any] = {
    "200": {
        "description": "",
        "content": {"text/event-stream": {"itemSchema": {"type": "object"}}},
    }
}


@pytest.mark.parametrize(
    ("operation", "decisions"),
    [
        (body(THING, required=True), {}),
        (NAMED, {"names": {"body.id": "body_id", "class": "class_"}}),
        (body({"oneOf": [THING, OTHER]}), {"body": ("id", "name")}),
        (body({**THING, "additionalProperties": STRING}), {"additional": True}),
        (body({**THING, "required": ["id"]}), {"sends_body": True}),
        (body({"type": "array"}), {"whole": ("application/json",)}),
        (body(THING, "*/*"), {"sent_as": {"*/*": "application/json"}}),
        (body(FORM, "multipart/form-data"), {"files": ("photo", "more")}),
        (responses(_200=content(THING)), {}),
        (responses(_302={}, _304={}, _400={}), {"results": ("302",)}),
        (responses(default=content(THING)), {"results": ("default",)}),
        (responses(_200=content(BINARY, "*/*")), {"binary": ("*/*",)}),
        (
            responses(_200=content(THING, "application/json", "text/xml")),
            {"alternatives": ("text/xml",)},
        ),
        ({"parameters": [KEY]}, {"idempotency": "idempotency"}),
        ({"security": [{"Nowhere": []}]}, {"all_credentials": True}),
        ({"responses": EVENTS}, {"stream": True, "events": True}),
    ],
)
def test_decisions(
    package_of: PackageOf,
    tmp_path: Path,
    operation: dict[str, Any],
    decisions: dict[str, Any],
) -> None:
    package = package_of({"/t": {"post": {"operationId": "create", **operation}}})
    document = json.loads((tmp_path / "document.json").read_text())
    (view,) = contract_views(package, document)
    table = str(view.table).removeprefix("CASES = ")
    (case,) = eval(table, {"Case": Case})
    assert case == Case("t.create", "POST", "/t", **decisions)
