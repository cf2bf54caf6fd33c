"""A bundled document has no dangling references."""

from __future__ import annotations

from typing import Any

import pytest

from generator.document.references.bundle import bundle, remove_dangling_refs

NOWHERE = {"$ref": "#/components/schemas/Nowhere"}


def test_the_document_itself_is_not_changed() -> None:
    root: dict[str, Any] = {"components": {"schemas": {"A": dict(NOWHERE)}}}
    assert bundle(root) == {"components": {"schemas": {"A": {}}}}
    assert root == {"components": {"schemas": {"A": NOWHERE}}}


@pytest.mark.parametrize(
    ("section", "before", "after"),
    [
        ("schemas", {"properties": {"a": NOWHERE}}, {"properties": {"a": {}}}),
        ("responses", NOWHERE, {"description": ""}),
        ("requestBodies", NOWHERE, {"content": {}}),
        ("responses", {"headers": {"X": NOWHERE, "Y": {}}}, {"headers": {"Y": {}}}),
        ("responses", {"links": {"a": NOWHERE}}, {"links": {}}),
        ("schemas", {"$ref": "#/components/schemas/S"}, {}),
    ],
)
def test_dangling_and_circular_references_are_removed(
    section: str, before: Any, after: Any
) -> None:
    name = section[0].upper()
    root = {"components": {section: {name: before}}}
    assert bundle(root) == {"components": {section: {name: after}}}


def test_dangling_parameters_are_left_out() -> None:
    kept = {"name": "a", "in": "query"}
    operation = {"parameters": [dict(NOWHERE), kept], "responses": {}}
    root = {
        "paths": {"/a": {"get": operation}},
        "components": {"parameters": {"A": dict(NOWHERE), "B": kept}},
    }
    remove_dangling_refs(root)
    assert operation["parameters"] == [kept]
    assert root["components"] == {"parameters": {"B": kept}}


def test_a_boolean_schema_is_a_target() -> None:
    root = {
        "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": True}}
    }
    assert bundle(root) == root
