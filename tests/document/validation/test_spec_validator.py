"""The paths of errors that openapi-spec-validator finds."""

from __future__ import annotations

from typing import Any

import pytest

from generator.document.validation.spec_validator import iter_errors


def document(version: str, **schemas: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def found(root: dict[str, Any]) -> list[tuple[list[Any], str]]:
    return [
        (path, error.message) for path, error in iter_errors(root, root["openapi"][:3])
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_default_of_the_wrong_type(version: str) -> None:
    (error,) = found(document(version, A={"type": "integer", "default": "many"}))
    assert error == (
        ["components", "schemas", "A"],
        "'many' is not of type 'integer'",
    )


def test_the_path_of_a_value_behind_a_reference() -> None:
    ref = {"$ref": "#/components/schemas/B"}
    wrong = {"type": "object", "properties": {"x": {"type": "string", "default": 5}}}
    root = document("3.1.0", A={"type": "array", "items": ref}, B=wrong)
    assert [path for path, _ in found(root)] == [
        ["components", "schemas", "B", "properties", "x"]
    ]


def test_a_valid_recursive_schema() -> None:
    ref = {"$ref": "#/components/schemas/A"}
    assert found(document("3.1.0", A={"properties": {"a": ref}, "allOf": [ref]})) == []
