"""Pagination as documents declare it, in the spellings that are in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import Paging, RefType

from .documents import lower_document

THING = RefType("#/components/schemas/Thing")
ITEM = {"$ref": "#/components/schemas/Thing"}
PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": ITEM},
        "links": {"$ref": "#/components/schemas/Links"},
    },
}
SCHEMAS = {
    "Thing": {"type": "object", "properties": {"id": {"type": "string"}}},
    "Links": {
        "type": "object",
        "properties": {"next": {"type": ["string", "null"]}, "a/b": {"type": "string"}},
    },
}
PARAMETERS = ("cursor", "after", "offset", "page")


def paging(
    folder: Path, extension: Any, schema: Any
) -> tuple[Paging | None, list[str]]:
    """How the operation is paged, and the codes of the problems."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in PARAMETERS
    ]
    content = {"application/json": {"schema": schema}}
    operation = {
        "parameters": parameters,
        "responses": {"200": {"description": "", "content": content}},
        "x-pagination": extension,
    }
    found = lower_document(folder, {"/things": {"get": operation}}, SCHEMAS)
    return found.operation.paging, [each.split()[0] for each in found.problems]


CURSOR = Paging("cursor", "/data", THING, parameter="after", next="/links/next")


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (
            {"type": "cursor", "items": "/data", "parameter": "after", "next": "/links/next"},
            CURSOR,
        ),
        (
            {"style": "cursor", "results": "$.data", "cursor_param": "query.after", "nextCursor": "links.next"},
            CURSOR,
        ),
        (
            {
                "type": "cursor",
                "inputs": [
                    {"name": "after", "in": "parameters", "type": "cursor"},
                    {"name": "page", "in": "parameters", "type": "limit"},
                ],
                "outputs": {"results": "$.data", "nextCursor": "$.links.next"},
            },
            CURSOR,
        ),
        (
            {"type": "cursor", "next": "/links/a~1b"},
            Paging("cursor", "/data", THING, parameter="cursor", next="/links/a~1b"),
        ),
        ("offset", Paging("offset", "/data", THING, parameter="offset")),
        ({"type": "page", "first": 0}, Paging("page", "/data", THING, parameter="page", first=0)),
        (
            {"type": "next_url", "next": "$response.body#/links/next"},
            Paging("url", "/data", THING, next="/links/next"),
        ),
        ({"type": "link", "items": "#/data"}, Paging("link", "/data", THING)),
    ],
)  # fmt: skip
def test_valid_declarations(tmp_path: Path, extension: Any, expected: Paging) -> None:
    assert paging(tmp_path, extension, PAGE) == (expected, [])


def test_a_page_may_be_the_list_itself(tmp_path: Path) -> None:
    found = paging(tmp_path, "link", {"type": "array", "items": ITEM})
    assert found == (Paging("link", "", THING), [])


@pytest.mark.parametrize(
    "extension",
    [
        True,
        [],
        "scroll",
        {"items": "/data"},
        {"type": "cursor", "items": "/data"},
        {"type": "cursor", "next": "/links/nowhere"},
        {"type": "cursor", "next": "$.links[0]"},
        {"type": "cursor", "next": 3},
        {"type": "cursor", "next": "/links/next", "parameter": "missing"},
        {"type": "offset", "items": "/links"},
        {"type": "offset", "parameter": ["offset"]},
        {"type": "page", "first": "one"},
    ],
)
def test_an_invalid_declaration_is_reported(tmp_path: Path, extension: Any) -> None:
    assert paging(tmp_path, extension, PAGE) == (None, ["invalid-pagination"])


def test_items_are_needed_where_a_page_has_several_lists(tmp_path: Path) -> None:
    lists = {"type": "array", "items": {"type": "string"}}
    two = {"type": "object", "properties": {"a": lists, "b": lists}}
    assert paging(tmp_path, "link", two) == (None, ["invalid-pagination"])
    assert paging(tmp_path, False, two) == (None, [])
