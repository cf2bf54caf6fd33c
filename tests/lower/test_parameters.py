"""Parameters: which there are, how they are serialized, and their types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    AnyType,
    ArrayType,
    Doc,
    Encoding,
    IntegerType,
    LiteralType,
    Parameter,
    StringType,
    Type,
    UnionType,
)

from .documents import Lowered, lower_document

AT = "#/paths/~1/get/parameters/"
TEXT = {"type": "string"}
RESPONSES = {"204": {"description": ""}}


def lowered(
    folder: Path, *parameters: Any, shared: Any = (), path: str = "/"
) -> Lowered:
    operation = {"parameters": list(parameters), "responses": RESPONSES}
    paths = {path: {"parameters": list(shared), "get": operation}}
    return lower_document(folder, paths)


def one(folder: Path, **parameter: Any) -> Parameter:
    (found,) = lowered(
        folder, {"name": "p", "in": "query", **parameter}
    ).operation.parameters
    return found


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [
        ("query", "form", True),
        ("header", "simple", False),
        ("cookie", "form", True),
    ],
)
def test_each_location_has_its_default_style(
    tmp_path: Path, location: str, style: str, explode: bool
) -> None:
    parameter = one(tmp_path, schema=TEXT, **{"in": location})
    assert (parameter.location, parameter.style) == (location, style)
    assert parameter.explode is explode
    assert not parameter.required


def test_a_path_parameter_is_simple_and_required(tmp_path: Path) -> None:
    given = {"name": "id", "in": "path", "schema": TEXT, "required": True}
    (parameter,) = lowered(tmp_path, given, path="/{id}").operation.parameters
    assert (parameter.style, parameter.explode) == ("simple", False)
    assert parameter.required


@pytest.mark.parametrize(
    ("keywords", "style", "explode"),
    [
        ({"style": "deepObject", "explode": True}, "deepObject", True),
        ({"style": "spaceDelimited"}, "spaceDelimited", False),
        ({"style": "form", "explode": False}, "form", False),
    ],
)
def test_style_and_explode_of_the_document_are_kept(
    tmp_path: Path, keywords: dict[str, Any], style: str, explode: bool
) -> None:
    parameter = one(tmp_path, schema={"type": "array", "items": TEXT}, **keywords)
    assert (parameter.style, parameter.explode) == (style, explode)


def test_a_parameter_of_the_operation_overrides_that_of_its_path(
    tmp_path: Path,
) -> None:
    shared = [
        {"name": "a", "in": "query", "schema": TEXT},
        {"name": "b", "in": "query", "schema": TEXT},
    ]
    own = {"name": "a", "in": "query", "schema": {"type": "integer"}}
    found = lowered(tmp_path, own, shared=shared).operation.parameters
    assert {p.name: p.type for p in found} == {"a": IntegerType(), "b": StringType()}


def test_the_names_of_headers_have_no_case(tmp_path: Path) -> None:
    shared = [{"name": name, "in": "header"} for name in ("X-A", "X-B")]
    own = {"name": "x-a", "in": "header", "required": True}
    found = lowered(tmp_path, own, shared=shared).operation.parameters
    assert [(each.name, each.required) for each in found] == [
        ("x-a", True),
        ("X-B", False),
    ]


def test_the_same_name_in_another_location_is_another_parameter(tmp_path: Path) -> None:
    found = lowered(
        tmp_path,
        {"name": "a", "in": "query", "schema": TEXT},
        {"name": "a", "in": "header", "schema": TEXT},
    ).operation.parameters
    assert [p.location for p in found] == ["query", "header"]


def test_a_path_parameter_that_the_path_has_no_place_for_is_left_out(
    tmp_path: Path,
) -> None:
    given = {"name": "other", "in": "path", "schema": TEXT, "required": True}
    assert lowered(tmp_path, given).operation.parameters == ()


@pytest.mark.parametrize(
    ("parameter", "code"),
    [
        ({"name": "Authorization", "in": "header", "schema": TEXT}, "reserved-header"),
        ({"name": "content-type", "in": "header", "schema": TEXT}, "reserved-header"),
        ({"name": "a", "in": "nowhere", "schema": TEXT}, "invalid-parameter"),
        ({"in": "query", "schema": TEXT}, "invalid-parameter"),
        ({"name": "größe", "in": "header", "schema": TEXT}, "invalid-parameter"),
        ({"name": "a b", "in": "header", "schema": TEXT}, "invalid-parameter"),
        ({"name": "", "in": "header", "schema": TEXT}, "invalid-parameter"),
    ],
)
def test_a_parameter_that_cannot_be_sent_is_reported_and_left_out(
    tmp_path: Path, parameter: dict[str, Any], code: str
) -> None:
    found = lowered(tmp_path, parameter)
    assert found.operation.parameters == ()
    assert f"{code} {AT}0" in found.problems


@pytest.mark.parametrize(
    ("keywords", "type_", "content_type"),
    [
        ({"schema": {"type": "integer"}}, IntegerType(), None),
        (
            {"content": {"application/json": {"schema": TEXT}}},
            StringType(),
            "application/json",
        ),
        ({"content": {"application/json": {}}}, AnyType(), "application/json"),
        ({}, StringType(), None),
    ],
)
def test_the_type_is_that_of_schema_or_content(
    tmp_path: Path, keywords: dict[str, Any], type_: Type, content_type: str | None
) -> None:
    parameter = one(tmp_path, **keywords)
    assert (parameter.type, parameter.content_type) == (type_, content_type)


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (TEXT, StringType()),
        ({"type": "integer"}, UnionType((IntegerType(), LiteralType(("",))))),
    ],
)
def test_an_empty_value_may_be_sent_where_the_document_allows_it(
    tmp_path: Path, schema: dict[str, Any], type_: Type
) -> None:
    assert one(tmp_path, schema=schema, allowEmptyValue=True).type == type_


def test_annotations_are_those_of_the_parameter_before_those_of_its_schema(
    tmp_path: Path,
) -> None:
    schema = {"type": "integer", "description": "schema", "default": 3}
    parameter = one(tmp_path, schema=schema, description="own", deprecated=True)
    assert parameter.doc == Doc(description="own", deprecated=True, default="3")


def test_the_document_can_name_a_parameter(tmp_path: Path) -> None:
    assert one(tmp_path, schema=TEXT, **{"x-gen-name": "limit"}).python_name == "limit"


def test_the_whole_query_has_encodings(tmp_path: Path) -> None:
    media = {
        "schema": {"type": "object", "properties": {"a": {"type": "array"}}},
        "encoding": {"a": {"style": "form", "explode": False}},
    }
    document = lower_document(
        tmp_path,
        {
            "/": {
                "get": {
                    "parameters": [
                        {
                            "name": "q",
                            "in": "querystring",
                            "content": {"application/x-www-form-urlencoded": media},
                        }
                    ],
                    "responses": RESPONSES,
                }
            }
        },
        openapi="3.2.0",
    )
    (parameter,) = document.operation.parameters
    assert parameter.encoding == (Encoding("a", style="form", explode=False),)


@pytest.mark.parametrize(
    "name",
    ["Idempotency-Key", "X-Idempotency-Token", "idempotency-key", "Idempotent-Id"],
)
def test_a_header_that_identifies_retries_is_optional(
    tmp_path: Path, name: str
) -> None:
    given = {"name": name, "in": "header", "schema": TEXT, "required": True}
    operation = lowered(tmp_path, given).operation
    assert operation.idempotency_header == name
    assert not operation.parameters[0].required


@pytest.mark.parametrize(
    "keywords",
    [
        {"name": "Idempotency-Key", "in": "query", "schema": TEXT},
        {"name": "Idempotency-Key", "in": "header", "schema": {"type": "integer"}},
        {"name": "Idempotency-Key", "in": "header", "schema": {**TEXT, "maxLength": 8}},
        {"name": "Request-Id", "in": "header", "schema": TEXT},
    ],
)
def test_only_a_header_of_that_kind_that_allows_a_uuid_identifies_retries(
    tmp_path: Path, keywords: dict[str, Any]
) -> None:
    operation = lowered(tmp_path, {"required": True, **keywords}).operation
    assert operation.idempotency_header is None
    assert operation.parameters[0].required


def test_an_array_without_items_is_one_of_any_values(tmp_path: Path) -> None:
    assert one(tmp_path, schema={"type": "array"}).type == ArrayType(AnyType())
