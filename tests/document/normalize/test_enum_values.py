"""Values of enum, const and default whose JSON type is not the declared one."""

from __future__ import annotations

from typing import Any

import pytest

from ..conftest import Loader


@pytest.mark.parametrize(
    ("written", "read", "code"),
    [
        ("type: string, enum: [a, 1]", ["a", "1"], "unquoted-text"),
        (
            "type: string, enum: [00, 1.10, True]",
            ["00", "1.10", "True"],
            "unquoted-text",
        ),
        ("type: string, enum: [&x 7, *x, ~]", ["7", "7", None], "unquoted-text"),
        ("type: [string, 'null'], enum: [0x10, null]", ["0x10", None], "unquoted-text"),
        ("type: integer, enum: ['1', 2]", [1, 2], "number-as-text"),
        ("type: integer, enum: ['01', 2]", ["01", 2], None),
        ("type: boolean, enum: ['no']", [False], "boolean-as-text"),
        ("type: [string, integer], enum: [a, 1]", ["a", 1], None),
        ("type: number, enum: ['1.5']", ["1.5"], None),
        ("enum: [a, 1]", ["a", 1], None),
    ],
)
def test_enum_values_are_converted_to_the_declared_type(
    load: Loader, written: str, read: list[Any], code: str | None
) -> None:
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        f"components: {{schemas: {{A: {{{written}}}}}}}\n"
    )
    assert document.at("#/components/schemas/A/enum").value == read
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_whole_numbers_of_an_integer_are_integers(load: Loader) -> None:
    schemas = "{A: {type: integer, enum: [1.0, 2, 2.5]}, B: {type: number, const: 1.0}}"
    document, problems = load(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"
        f"components: {{schemas: {schemas}}}\n"
    )
    assert repr(document.at("#/components/schemas/A/enum").value) == "[1, 2, 2.5]"
    assert repr(document.at("#/components/schemas/B/const").value) == "1.0"
    assert list(problems) == []


def test_enum_values_of_a_swagger_2_parameter(load: Loader) -> None:
    document, (problem,) = load("""
swagger: '2.0'
info: {title: A, version: '1'}
paths: {}
parameters:
  p: {name: p, in: query, type: string, enum: [01, b]}
""")
    schema = document.at("#/components/parameters/p/schema")
    assert schema.value == {"type": "string", "enum": ["01", "b"]}
    assert (problem.code, problem.places[0].line) == ("unquoted-text", 6)
