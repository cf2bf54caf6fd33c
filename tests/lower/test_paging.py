"""Pagination as documents declare it, in the spellings that are in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import Paging, RefType, StringType, UnionType

from .documents import lower_document

THING = RefType("#/components/schemas/Thing")
ITEM = {"$ref": "#/components/schemas/Thing"}
PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": ITEM},
        "links": {"$ref": "#/components/schemas/Links"},
        "more": {"type": ["boolean", "null"]},
    },
}
SEARCH = {
    "type": "object",
    "properties": {
        "start": {"type": "string"},
        "page": {"type": "object", "properties": {"a/b": {"type": "integer"}}},
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
    header = {"schema": {"type": "string"}}
    parameters.append({"name": "X-After", "in": "header", **header})
    content = {"application/json": {"schema": schema}}
    result = {"description": "", "content": content, "headers": {"X-Next": header}}
    body = {"application/json": {"schema": SEARCH}, "text/plain": {}}
    operation = {
        "parameters": parameters,
        "requestBody": {"content": body},
        "responses": {"200": result},
        "x-pagination": extension,
    }
    found = lower_document(folder, {"/things": {"post": operation}}, SCHEMAS)
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
        (
            {"type": "cursor", "next": "/data/-1/id", "hasMore": "$.more", "limit_param": "limit"},
            Paging("cursor", "/data", THING, "cursor", "/data/-1/id", more="/more"),
        ),
        (
            {"type": "url", "next": "$.data[-1].id"},
            Paging("url", "/data", THING, next="/data/-1/id"),
        ),
        (
            {"type": "cursor", "parameter": "/start", "next": "/links/next"},
            Paging("cursor", "/data", THING, "/start", "/links/next", location="body"),
        ),
        (
            {"type": "cursor", "parameter": "start", "next": "$response.header.X-Any"},
            Paging("cursor", "/data", THING, "/start", location="body", header="X-Any"),
        ),
        (
            {"type": "offset", "parameter": "$request.body#/page/a~1b", "more": "more"},
            Paging("offset", "/data", THING, "/page/a~1b", location="body", more="/more"),
        ),
        (
            {
                "type": "cursor",
                "inputs": [{"name": "start", "in": "requestBody", "type": "cursor"}],
                "outputs": {"nextCursor": "links.next"},
            },
            Paging("cursor", "/data", THING, "/start", "/links/next", location="body"),
        ),
        (
            {"type": "page", "in": "header", "parameter": "x-after", "next": "x-next"},
            Paging("cursor", "/data", THING, "X-After", location="header", header="x-next"),
        ),
        (
            {"type": "page", "next_header": "X-Page"},
            Paging("cursor", "/data", THING, "page", header="X-Page"),
        ),
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
        {"type": "offset", "more": "/links"},
        {"type": "offset", "more": "/data/-1/id"},
        {"type": "offset", "more": "/nowhere"},
        {"type": "offset", "more": True},
        {"type": "cursor", "next": "/links/-1"},
        {"type": "cursor", "next_header": "X Y"},
        {"type": "cursor", "next": "$response.header.X Y"},
        {"type": "cursor", "next": "/links/next", "in": "path"},
        {"type": "cursor", "next": "/links/next", "in": "header"},
        {"type": "cursor", "next": "/links/next", "in": "body"},
        {"type": "cursor", "next": "/links/next", "parameter": "/page/c"},
    ],
)
def test_an_invalid_declaration_is_reported(tmp_path: Path, extension: Any) -> None:
    assert paging(tmp_path, extension, PAGE) == (None, ["invalid-pagination"])


def test_an_unknown_member_is_reported_at_its_place(tmp_path: Path) -> None:
    extension = {"type": "cursor", "parameter": "after", "next": "/links/next"}
    extension |= {"has_mroe": "/more", "x-note": "a"}
    found, problems = paging(tmp_path, extension, PAGE)
    assert found == CURSOR and problems == ["invalid-pagination"]


def test_items_are_needed_where_a_page_has_several_lists(tmp_path: Path) -> None:
    lists = {"type": "array", "items": {"type": "string"}}
    two = {"type": "object", "properties": {"a": lists, "b": lists}}
    assert paging(tmp_path, "link", two) == (None, ["invalid-pagination"])
    assert paging(tmp_path, False, two) == (None, [])


LINKED: dict[str, Any] = {"Link": {"schema": {"type": "string"}}}
LIST = {"type": "array", "items": ITEM}
TOTAL = {
    "type": "object",
    "properties": {"total": {"type": "integer"}, "rows": {**LIST, "maxItems": 9}},
}
TWO_LISTS = {"type": "object", "properties": {"data": LIST, "rows": LIST}}
EITHER = {"anyOf": [LIST, {"type": "array", "items": {"type": "string"}}]}


def linked(
    folder: Path,
    schema: Any,
    method: str = "get",
    path: str = "/things",
    headers: dict[str, Any] = LINKED,
    **members: Any,
) -> Paging | None:
    content = {"application/json": {"schema": schema}}
    result = {"description": "", "content": content, "headers": headers}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {}}
    operation = {"responses": {"200": result}, **members}
    if "{" in path:
        operation["parameters"] = [parameter]
    found = lower_document(folder, {path: {method: operation}}, SCHEMAS)
    assert "invalid-pagination" not in str(found.problems)
    return found.operation.paging


def test_a_link_header_is_a_declaration(tmp_path: Path) -> None:
    assert linked(tmp_path, LIST) == Paging("link", "", THING)
    assert linked(tmp_path, TOTAL) == Paging("link", "/rows", THING)
    assert linked(tmp_path, LIST, path="/x/{id}") == Paging("link", "", THING)
    assert linked(tmp_path, LIST, headers={"link": LINKED["Link"]}) is not None
    found = linked(tmp_path, EITHER)
    assert found is not None and found.items == ""
    assert found.item_type == UnionType((THING, StringType()))


@pytest.mark.parametrize(
    "given",
    [
        {"schema": LIST, "method": "post"},
        {"schema": LIST, "headers": {"X-Link": LINKED["Link"]}},
        {"schema": LIST, "x-pagination": False},
        {"schema": {"type": "string"}},
        {"schema": ITEM},
        {"schema": TWO_LISTS},
        {"schema": {"anyOf": [LIST, ITEM]}},
        {"schema": TOTAL, "path": "/things/{id}"},
    ],
)
def test_a_link_header_without_pages(tmp_path: Path, given: dict[str, Any]) -> None:
    assert linked(tmp_path, **given) is None


def test_a_link_header_beside_a_declaration(tmp_path: Path) -> None:
    declared = {"type": "offset", "parameter": "skip"}
    query = {"name": "skip", "in": "query", "schema": {"type": "integer"}}
    extension: dict[str, Any] = {"x-pagination": declared, "parameters": [query]}
    found = linked(tmp_path, LIST, **extension)
    assert found == Paging("offset", "", THING, "skip")
