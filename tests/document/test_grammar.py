"""The walk over the objects of a document."""

from __future__ import annotations

from typing import Any

import pytest

from generator.document.grammar import FIELDS, component_paths, walk

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "A", "version": "1"},
    "paths": {
        "/a": {
            "get": {
                "parameters": [{"name": "x", "schema": {"items": [{}, {}]}}],
                "responses": {
                    "200": {"content": {"a/b": {"schema": {}, "example": {"a": {}}}}},
                    "x-extension": {},
                },
            }
        },
        "x-extension": {"get": {}},
    },
    "components": {
        "schemas": {"A": {"properties": {"p": {}, "q": 5}, "default": {"type": {}}}}
    },
}


def visited(**options: Any) -> list[tuple[str, str]]:
    return [(kind, pointer) for kind, _, pointer in walk(DOCUMENT, **options)]


def test_every_object_is_visited_in_document_order() -> None:
    operation = "#/paths/~1a/get"
    parameter = f"{operation}/parameters/0"
    response = f"{operation}/responses/200"
    assert visited() == [
        ("document", "#"),
        ("info", "#/info"),
        ("paths", "#/paths"),
        ("pathItem", "#/paths/~1a"),
        ("operation", operation),
        ("parameter", parameter),
        ("schema", f"{parameter}/schema"),
        ("schema", f"{parameter}/schema/items/0"),
        ("schema", f"{parameter}/schema/items/1"),
        ("responses", f"{operation}/responses"),
        ("response", response),
        ("mediaType", f"{response}/content/a~1b"),
        ("schema", f"{response}/content/a~1b/schema"),
        ("components", "#/components"),
        ("schema", "#/components/schemas/A"),
        ("schema", "#/components/schemas/A/properties/p"),
    ]


def test_skipped_objects_are_not_entered() -> None:
    skipped = {id(DOCUMENT["paths"]), id(DOCUMENT["components"])}
    assert visited(skipped=skipped) == [("document", "#"), ("info", "#/info")]


def test_members_added_by_the_caller_are_visited() -> None:
    root: dict[str, Any] = {"items": {}}
    kinds = []
    for kind, value, pointer in walk(root, "schema"):
        kinds.append((kind, pointer))
        if pointer == "#":
            value["not"] = {}
    assert kinds == [("schema", "#"), ("schema", "#/items"), ("schema", "#/not")]


@pytest.mark.parametrize("root", [None, 5, "text", []])
def test_a_root_that_is_not_an_object_has_no_objects(root: Any) -> None:
    assert list(walk(root)) == []


def test_every_kind_in_the_table_is_defined() -> None:
    kinds = {field.kind for fields in FIELDS.values() for field in fields.values()}
    assert kinds - {""} <= FIELDS.keys()


def test_the_sections_of_swagger_are_at_the_root() -> None:
    assert component_paths({"swagger": "2.0"})["schema"] == ("definitions",)
    assert component_paths({"openapi": "3.1.0"})["schema"] == ("components", "schemas")
