"""What one object of a document requires of another."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics.model import Problems
from generator.document.normalize.consistency import check_consistency, operations_of

OK: dict[str, Any] = {"responses": {}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def check(root: dict[str, Any], version: str = "3.1.0") -> list[tuple[str, str]]:
    """Return the codes and pointers of the problems."""
    problems = Problems()
    check_consistency(root, version, problems)
    return [(each.code, place.pointer) for each in problems for place in each.places]


def paths(*items: dict[str, Any], path: str = "/a/{id}") -> dict[str, Any]:
    return {"info": {}, "paths": {path + "x" * n: item for n, item in enumerate(items)}}


@pytest.mark.parametrize(
    ("root", "version", "missing"),
    [
        ({"info": {}, "paths": {}}, "3.0.3", 0),
        ({"paths": {}}, "3.0.3", 1),
        ({"info": {}, "components": {}}, "3.0.3", 1),
        ({"info": {}, "components": {}}, "3.1.0", 0),
        ({"info": {}, "webhooks": {}}, "3.2.0", 0),
        ({"info": {}, "webhooks": {}}, "2.0", 1),
        ({}, "2.0", 2),
    ],
)
def test_required_members(root: dict[str, Any], version: str, missing: int) -> None:
    assert check(root, version) == [("missing-member", "#")] * missing


def test_operations_of_a_path_item() -> None:
    item = {
        "summary": "s",
        "post": OK,
        "get": OK,
        "put": None,
        "additionalOperations": {"COPY": OK, "a/b": OK, "MOVE": 1},
    }
    assert [pointer for pointer, _ in operations_of(item, "#/paths/~1a")] == [
        "#/paths/~1a/get",
        "#/paths/~1a/post",
        "#/paths/~1a/additionalOperations/COPY",
        "#/paths/~1a/additionalOperations/a~1b",
    ]


def test_every_use_of_a_duplicate_operation_id_is_reported() -> None:
    same = {"operationId": "a", **OK}
    root = paths(
        {"get": same, "put": same}, {"get": same, "put": {"operationId": "b"}}, path="/"
    )
    assert check(root) == [
        ("duplicate-operation-id", "#/paths/~1/get/operationId"),
        ("duplicate-operation-id", "#/paths/~1/put/operationId"),
        ("duplicate-operation-id", "#/paths/~1x/get/operationId"),
    ]


def test_a_path_parameter_of_the_path_item_is_declared() -> None:
    assert check(paths({"parameters": [ID], "get": OK})) == []


def test_a_path_parameter_that_is_a_reference_is_declared() -> None:
    ref = {"$ref": "#/components/parameters/Id"}
    root = paths({"get": {"parameters": [ref]}})
    assert check({**root, "components": {"parameters": {"Id": ID}}}) == []


def test_an_undeclared_path_parameter_is_added_once() -> None:
    root = paths({"get": {}}, path="/{id}/{id}")
    assert check(root) == [("undeclared-path-parameter", "#/paths/~1{id}~1{id}/get")]
    assert root["paths"]["/{id}/{id}"]["get"]["parameters"] == [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    ]


def test_optional_and_unused_path_parameters() -> None:
    optional = {**ID, "required": False}
    unused = {**ID, "name": "other"}
    root = paths({"get": {"parameters": [optional, unused]}})
    assert check(root) == [
        ("optional-path-parameter", "#/paths/~1a~1{id}/get/parameters/0"),
        ("unused-path-parameter", "#/paths/~1a~1{id}/get/parameters/1"),
    ]
