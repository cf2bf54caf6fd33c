"""Operations, and the API as a whole: info, servers, tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import Server, ServerVariable, Tag

from .documents import lower_document, returning

RESPONSES = {"204": {"description": ""}}


def test_members_of_an_operation(tmp_path: Path) -> None:
    more = {
        "operationId": "list",
        "tags": ["a", "b"],
        "summary": "S",
        "description": "D",
        "deprecated": True,
        "x-gen-name": "all",
    }
    operation = lower_document(
        tmp_path, returning({"type": "string"}, **more)
    ).operation
    assert (operation.method, operation.path, operation.pointer) == (
        "GET",
        "/",
        "#/paths/~1/get",
    )
    assert (operation.operation_id, operation.tag) == ("list", "a")
    assert (operation.summary, operation.description) == ("S", "D")
    assert (operation.deprecated, operation.python_name) == (True, "all")


@pytest.mark.parametrize("value", [True, False])
def test_a_document_says_what_is_idempotent(tmp_path: Path, value: bool) -> None:
    document = returning({"type": "string"}, **{"x-idempotent": value})
    found = lower_document(tmp_path, document)
    assert (found.operation.idempotent, found.problems) == (value, [])


@pytest.mark.parametrize("value", ["true", "yes", 1, 0, None, [], {"value": True}])
def test_idempotent_is_a_boolean(tmp_path: Path, value: object) -> None:
    document = returning({"type": "string"}, **{"x-idempotent": value})
    found = lower_document(tmp_path, document)
    assert found.operation.idempotent is None
    assert found.problems == ["invalid-idempotent #/paths/~1/get/x-idempotent"]


def test_the_summary_of_the_path_is_that_of_an_operation_without_one(
    tmp_path: Path,
) -> None:
    item = {"summary": "P", "get": {"responses": RESPONSES}}
    assert lower_document(tmp_path, {"/": item}).operation.summary == "P"


def test_operations_are_in_the_order_of_the_document(tmp_path: Path) -> None:
    each = {"responses": RESPONSES}
    paths = {
        "/b": {"post": each, "get": each},
        "/a": {"additionalOperations": {"COPY": each}, "query": each},
        "x-note": {"get": each},
    }
    found = lower_document(tmp_path, paths, openapi="3.2.0").api.operations
    assert [(each.method, each.path) for each in found] == [
        ("POST", "/b"),
        ("GET", "/b"),
        ("QUERY", "/a"),
        ("COPY", "/a"),
    ]


def test_a_method_that_no_request_can_have(tmp_path: Path) -> None:
    operation = {"responses": RESPONSES}
    more = {"A B": operation, "COPY": operation, "X\r\nY": operation}
    found = lower_document(tmp_path, {"/a": {"additionalOperations": more}})
    assert [each.method for each in found.api.operations] == ["COPY"]
    assert [each.split()[0] for each in found.problems] == ["invalid-method"] * 2


@pytest.mark.parametrize(
    "path", ["a", ".evil.example/a", "@evil.example", "{b}", ":80"]
)
def test_a_path_without_a_slash(tmp_path: Path, path: str) -> None:
    paths = {path: {"get": {"responses": RESPONSES}}}
    found = lower_document(tmp_path, paths)
    assert found.operation.path == f"/{path}"
    assert any(each.startswith("invalid-path #/paths/") for each in found.problems)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/a#b={x}/c", "/a"),
        ("/{x}?y=1#b={z}", "/{x}?y=1"),
        ("/{x#y}/a", "/{x#y}/a"),
        ("/a?q={q}&k={k}", "/a?k={k}"),
        ("/a?q={other}&n=1", "/a?n=1"),
        ("/a?q={q}", "/a"),
        ("/a{?q}/b{&q*}", "/a/b"),
        ("/a{?q,k}", "/a{?q,k}"),
        ("/a?", "/a?"),
    ],
)
def test_the_template_of_what_is_sent(tmp_path: Path, path: str, template: str) -> None:
    q = {"name": "q", "in": "query", "schema": {"type": "string"}}
    paths = {path: {"get": {"parameters": [q], "responses": RESPONSES}}}
    assert lower_document(tmp_path, paths).operation.template == template


def test_an_operation_has_servers_of_its_own_before_those_of_its_path(
    tmp_path: Path,
) -> None:
    item = {
        "servers": [{"url": "https://path.test"}],
        "get": {"servers": [{"url": "https://own.test"}], "responses": RESPONSES},
    }
    servers = lower_document(tmp_path, {"/": item}).operation.servers
    assert [server.url for server in servers] == [
        "https://own.test",
        "https://path.test",
    ]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({}, ("", "", ("", "", ""))),
        (
            {
                "description": "D",
                "license": {"name": "MIT"},
                "contact": {"name": "N", "url": "https://n.test", "email": "n@n.test"},
            },
            ("D", "MIT", ("N", "https://n.test", "n@n.test")),
        ),
    ],
)
def test_members_of_info(tmp_path: Path, info: dict[str, Any], expected: Any) -> None:
    found = lower_document(tmp_path, info={"title": "Shop", "version": "2", **info}).api
    assert (found.title, found.version) == ("Shop", "2")
    assert (found.description, found.license, found.contact) == expected


def test_servers_have_variables(tmp_path: Path) -> None:
    variables = {"region": {"default": "eu", "enum": ["eu", "us"], "description": "R"}}
    servers = [
        {"url": "https://{region}.test", "description": "D", "variables": variables}
    ]
    (found,) = lower_document(tmp_path, servers=servers).api.servers
    variable = ServerVariable("region", "eu", ("eu", "us"), "R")
    assert found == Server("https://{region}.test", "D", (variable,))


def test_tags_are_described(tmp_path: Path) -> None:
    tags = [{"name": "a", "description": "D"}, {"name": "b"}]
    found = lower_document(tmp_path, tags=tags).api.tags
    assert found == (Tag("a", "D"), Tag("b", ""))
