"""A package passes its own tests for binary content, wherever it is: as text in JSON,
as files in multipart forms, and encoded in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.contract import Case, Contract

from .packages import cases_by_path, generate_from, open_contract

BINARY = {"type": "string", "format": "binary"}
ITEM = {"$ref": "#/components/schemas/Item"}
PROPERTIES: dict[str, Any] = {
    "binary": BINARY,
    "nullable": {"type": ["string", "null"], "format": "binary"},
    "list": {"type": "array", "items": BINARY},
    "lists": {"type": "array", "items": {"type": "array", "items": BINARY}},
    "map": {"type": "object", "additionalProperties": BINARY},
    "image": {"type": "string", "contentMediaType": "image/png"},
    "untyped": {"contentMediaType": "image/png"},
    "page": {"type": "string", "contentMediaType": "text/html"},
    "identity": {"type": "string", "contentEncoding": "binary"},
    "byte": {"type": "string", "format": "byte"},
    "base64": {"type": "string", "contentEncoding": "base64"},
    "base64url": {"type": ["string", "null"], "contentEncoding": "base64url"},
    "quoted": {"type": "string", "contentEncoding": "quoted-printable"},
    "either": {"anyOf": [BINARY, {"type": "integer"}]},
    "limited": {**BINARY, "maxLength": 3},
    "photo": {"type": "string"},
    "photos": {"type": "array", "items": {"type": "string"}},
    "table": {"type": "string"},
    "transferred": BINARY,
    "inner": ITEM,
}
BASE64 = {"Content-Transfer-Encoding": {"schema": {"const": "base64"}}}
ENCODING = {
    "photo": {"contentType": "image/png, image/jpeg"},
    "photos": {"contentType": "image/*"},
    "table": {"contentType": "text/csv"},
    "transferred": {"headers": BASE64},
}
JSON = {"application/json": {"schema": ITEM}}
FORM = {"application/x-www-form-urlencoded": {"schema": ITEM}}
MULTIPART = {"multipart/form-data": {"schema": ITEM, "encoding": ENCODING}}
ANY = {"*/*": {"schema": BINARY}}
RESULTS: dict[str, Any] = {
    "json": JSON,
    "form": {"application/octet-stream": {"schema": BINARY}},
    "multipart": ANY,
    "all": {"application/json": {"schema": BINARY}},
    "whole": {"text/csv": {"schema": BINARY}},
}
BODIES: dict[str, Any] = {
    "json": JSON,
    "form": FORM,
    "multipart": MULTIPART,
    "all": {**ANY, **FORM, **JSON, **MULTIPART},
    "whole": {"application/json": {"schema": BINARY}, "image/png": {"schema": BINARY}},
}


def operation(name: str) -> dict[str, Any]:
    return {
        "operationId": f"binary.{name}",
        "tags": ["binary"],
        "parameters": [
            {"name": "q", "in": "query", "schema": BINARY},
            {"name": "X-H", "in": "header", "schema": PROPERTIES["base64url"]},
        ],
        "requestBody": {"required": True, "content": BODIES[name]},
        "responses": {"200": {"description": "", "content": RESULTS[name]}},
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    item = {"type": "object", "required": ["binary"], "properties": PROPERTIES}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Binary", "version": "1"},
        "servers": [{"url": "https://binary.test"}],
        "paths": {f"/{name}": {"post": operation(name)} for name in BODIES},
        "components": {"schemas": {"Item": item}},
    }
    folder = tmp_path_factory.mktemp("binary")
    return generate_from(document, "binary_content", folder)


@pytest.fixture(scope="module")
def contract(project: Path) -> Iterator[Contract]:
    with open_contract(project, "binary_content") as checked:
        yield checked


@pytest.fixture(scope="module")
def cases(project: Path) -> dict[str, Case]:
    return cases_by_path(project, "binary")


@pytest.mark.parametrize("name", BODIES)
def test_package_passes_its_own_tests(
    name: str, cases: dict[str, Case], contract: Contract
) -> None:
    contract.check_requests(cases[name])
    contract.check_responses(cases[name])
    contract.check_errors(cases[name])
    assert contract.take_not_checked() == []
