"""Envelopes: which value of a response a method returns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    ArrayType,
    IntegerType,
    NullableType,
    RefType,
    StringType,
    Type,
    UnionType,
)

from .documents import Lowered, lower_document

ZONE = RefType("#/components/schemas/Zone")
SCHEMAS: dict[str, Any] = {
    "Zone": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "size": {"type": "integer"}},
    },
    "Common": {
        "type": "object",
        "required": ["success"],
        "properties": {"success": {"type": "boolean"}},
    },
}
REF = {"$ref": "#/components/schemas/Zone"}


def envelope(member: Any, *required: str) -> dict[str, Any]:
    own = {"type": "object", "required": list(required), "properties": {"a/b": member}}
    return {"allOf": [{"$ref": "#/components/schemas/Common"}, own]}


def lowered(
    folder: Path, extension: Any, *schemas: Any, media: str = "application/json"
) -> Lowered:
    responses = {
        str(200 + number): {"description": "", "content": {media: {"schema": schema}}}
        for number, schema in enumerate(schemas)
    }
    operation = {"responses": responses, "x-unwrap": extension}
    return lower_document(folder, {"/zone": {"get": operation}}, SCHEMAS)


@pytest.mark.parametrize(
    ("extension", "schema", "expected"),
    [
        ("/a~1b", envelope(REF, "a/b"), ZONE),
        ("a/b", envelope(REF, "a/b"), ZONE),
        ("#/a~1b", envelope(REF), NullableType(ZONE)),
        ("/a~1b/id", envelope(REF, "a/b"), StringType()),
        ("/a~1b/size", envelope(REF, "a/b"), NullableType(IntegerType())),
        ("/a~1b", envelope({"type": "array", "items": REF}, "a/b"), ArrayType(ZONE)),
        (
            "/a~1b",
            {"anyOf": [envelope(REF, "a/b"), envelope({"type": "integer"}, "a/b")]},
            UnionType((ZONE, IntegerType())),
        ),
    ],
)
def test_the_type_of_the_value(
    tmp_path: Path, extension: str, schema: Any, expected: Type
) -> None:
    found = lowered(tmp_path, extension, schema)
    (response,) = found.operation.responses
    assert response.contents[0].unwrapped == expected
    assert found.operation.unwrap.startswith("/a~1b")
    assert "unwrap" not in str(found.problems)


def test_one_of_several_results_may_lack_it(tmp_path: Path) -> None:
    common = {"$ref": "#/components/schemas/Common"}
    found = lowered(tmp_path, "a/b", envelope(REF, "a/b"), common).operation
    types = [each.contents[0].unwrapped for each in found.responses]
    assert types[0] == ZONE and types[1] is not None


@pytest.mark.parametrize(
    ("extension", "media"),
    [
        ("/other", "application/json"),
        (["a/b"], "application/json"),
        (7, "application/json"),
        ("/a~1b/id/x", "application/json"),
        ("/a~1b", "text/plain"),
        ("/a~1b", "text/event-stream"),
    ],
)
def test_invalid_declarations(tmp_path: Path, extension: Any, media: str) -> None:
    found = lowered(tmp_path, extension, envelope(REF, "a/b"), media=media)
    assert found.operation.unwrap == ""
    assert found.operation.responses[0].contents[0].unwrapped is None
    assert "invalid-unwrap #/paths/~1zone/get/x-unwrap" in found.problems


@pytest.mark.parametrize("extension", [None, False, ""])
def test_no_declaration(tmp_path: Path, extension: Any) -> None:
    found = lowered(tmp_path, extension, envelope(REF, "a/b"))
    assert (found.operation.unwrap, found.problems) == ("", [])
