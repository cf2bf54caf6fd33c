"""A failure names operation, case, place, what was expected by which rule, what came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.contract.case import Case
from generator.contract.document import Document
from generator.contract.places import Places, line_of
from generator.contract.problem import Problem
from generator.contract.report import MAX_PROBLEMS, Report

CASE = Case("pets.get", "GET", "/pets/{petId}", names={"query.id": "id_", "X": "x"})
DOCUMENT: dict[str, Any] = {
    "servers": [{"url": "https://pets.example"}],
    "security": [{"Key": []}],
    "paths": {
        "/pets/{petId}": {
            "parameters": [
                {"name": "petId", "in": "path", "schema": {"type": "string"}}
            ],
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Pet"}
                        }
                    }
                },
                "responses": {"200": {"description": ""}},
            },
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "oneOf": [{"type": "object", "properties": {"a/b": {"maximum": 9}}}],
                "properties": {"tags": {"items": {"type": "string"}}},
            }
        }
    },
}


def message(report: Report) -> str:
    with pytest.raises(AssertionError) as caught:
        report.check()
    return str(caught.value)


def test_a_report_without_problems_passes() -> None:
    report = Report(CASE.title)
    report.add("minimal", [])
    report.check()


def test_a_problem_of_both_clients_is_reported_once() -> None:
    report = Report(CASE.title)
    for client in ("sync", "async"):
        report.add("minimal", ["/path/petId: expected 1, got 2"], client)
    report.add("maximal", ["/: expected one request, got 0"], "async")
    report.add("null", ["/path/petId: expected 1, got 2"], "async")
    assert message(report).splitlines() == [
        "pets.get (GET /pets/{petId}), case 'minimal' and 1 more",
        "  /path/petId: expected 1, got 2",
        "pets.get (GET /pets/{petId}), case 'maximal' (async only)",
        "  /: expected one request, got 0",
    ]


def test_the_rule_stands_before_what_came() -> None:
    report = Report(CASE.title, describe=lambda problem: f"line of {problem.source}")
    report.add("minimal", [Problem("/body: expected 1, got 2, got 3", "/x")])
    assert message(report).endswith("  /body: expected 1 (line of /x), got 2, got 3")


def test_many_problems_are_counted() -> None:
    report = Report(CASE.title)
    report.add("minimal", [f"/{index}: wrong" for index in range(MAX_PROBLEMS + 3)])
    lines = message(report).splitlines()
    assert len(lines) == MAX_PROBLEMS + 2
    assert lines[-1] == "and 3 more"


def test_arguments_are_named_by_location_first() -> None:
    assert CASE.argument("query", "id") == "id_"
    assert CASE.argument("body", "id") == "id"
    assert CASE.argument("header", "X") == "x"


@pytest.mark.parametrize(
    ("problem", "line", "keyword"),
    [
        (
            Problem(
                "/body/a~1b: x",
                "/components/schemas/Pet/anyOf/0/properties/a~1b/maximum",
            ),
            "maximum",
            " maximum: 9",
        ),
        (Problem("/body/a~1b: x"), "a/b", ""),
        (Problem("/body/tags/0: x"), "items", ""),
        (Problem("/body/none: x"), "Pet", ""),
        (Problem("/body: x", "/x-included/Pet/properties/tags"), "tags", ""),
        (Problem("/path/petId: x"), "schema", ""),
        (Problem("/method: x"), "post", ""),
        (Problem("/security: x"), "security", ""),
        (Problem("/servers/0/url: x"), "servers", ""),
        (Problem("/responses/200: x"), "200", ""),
    ],
)
def test_the_rule_of_a_problem(
    tmp_path: Path, problem: Problem, line: str, keyword: str
) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT, indent=1))
    document = Document(DOCUMENT)
    operation = document.operation("POST", "/pets/{petId}")
    lines = path.read_text().splitlines()
    found = [
        i + 1 for i, each in enumerate(lines) if each.strip().startswith(f'"{line}"')
    ]
    rule = Places(document, path).rule(problem, operation)
    assert rule == f"openapi.json:{found[0]}{keyword}"


def test_lines_of_json() -> None:
    text = '{"a": {"b":\n 1},\n"c,]": [[2],\n {"d": "}", "c":\n null}, "x"]}'
    assert [line_of(text, p) for p in ("", "/a", "/a/b", "/c,]", "/c,]/1")] == [
        1,
        1,
        1,
        3,
        4,
    ]
    assert [line_of(text, p) for p in ("/c,]/1/c", "/c,]/2", "/c,]/9", "/a/b/c")] == [
        4,
        5,
        3,
        1,
    ]
