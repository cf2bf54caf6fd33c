"""The findings of openapi-spec-validator, which runs in a sandboxed process."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import Problem, Problems
from generator.document.load import load_document
from generator.document.validation.process import Validation
from tests.corpus import SESSIONS, for_each_document

CORPUS_FINDINGS = {"petstore3.json": 0, "museum.yaml": 0, "buildomat.json": 1}


def validated(content: Any, path: Path, seconds: float = 20) -> list[Problem]:
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text)
    problems = Problems()
    document = load_document(path, problems)
    Validation(document, seconds).finish(problems)
    return list(problems)


def api(version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "A", "version": "1"},
        "paths": {},
        **more,
    }


def schemas(**found: Any) -> dict[str, Any]:
    return api("3.1.0", components={"schemas": found})


@pytest.mark.usefixtures("real_process")
def test_the_sessions_document_has_no_finding(tmp_path: Path) -> None:
    text = SESSIONS.read_text()
    problems = validated(text, tmp_path / "sessions.yml")
    assert [problem.code for problem in problems] == ["unresolved-ref"]


@pytest.mark.parametrize(
    ("document", "code", "words", "line"),
    [
        (
            "openapi: 3.0.3\ninfo: {title: A}\npaths: {}\n",
            "invalid-document",
            "'version' is a required property",
            2,
        ),
        (
            "openapi: 3.1.0\ninfo: {title: A}\npaths: {}\n",
            "invalid-document",
            "'version' is a required property",
            2,
        ),
        (
            "openapi: 3.2.0\ninfo: {title: A}\npaths: {}\n",
            "invalid-document",
            "'version' is a required property",
            2,
        ),
        (
            "swagger: '2.0'\ninfo: {title: A}\npaths: {}\n",
            "invalid-document",
            "'version' is a required property",
            2,
        ),
        (
            (
                "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n"
                "components:\n  schemas:\n    A:\n      type: integer\n"
                "      default: many\n"
            ),
            "invalid-default",
            "'many' is not of type 'integer'",
            6,
        ),
        (
            (
                "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n"
                "    get:\n      surprise: 1\n      responses:\n"
                "        '200': {description: ok}\n"
            ),
            "invalid-document",
            "'surprise' was unexpected",
            5,
        ),
        (
            (
                "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n"
                "    get:\n      responses:\n        '200':\n          content:\n"
                "            a/b: {schema: {type: object}}\n"
            ),
            "invalid-document",
            "'description' is a required property",
            7,
        ),
        (
            (
                "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
                "tags: [{name: a}, {name: a, description: b}]\npaths: {}\n"
            ),
            "invalid-document",
            "Duplicate tag name 'a'",
            3,
        ),
    ],
)
def test_findings_have_places(
    tmp_path: Path, document: str, code: str, words: str, line: int
) -> None:
    (problem,) = validated(document, tmp_path / "api.yml")
    assert problem.code == code
    assert words.replace("'", "") in problem.message.replace('"', "").replace("'", "")
    assert problem.places[0].line == line
    assert problem.severity == "warning"


@pytest.mark.usefixtures("real_process")
@for_each_document("path", *CORPUS_FINDINGS)
def test_real_documents(tmp_path: Path, path: Path) -> None:
    found = validated(path.read_text(), tmp_path / path.name)
    assert len(found) == CORPUS_FINDINGS[path.name]


def test_findings_that_other_checks_reported_are_left_out(tmp_path: Path) -> None:
    document = api(
        paths={
            "/{id}": {
                "get": {
                    "operationId": "a",
                    "responses": {"200": {"$ref": "#/components/responses/R"}},
                },
                "post": {"operationId": "a", "responses": {"200": {"description": ""}}},
            }
        },
        components={
            "schemas": {"Bool": {"type": "boolean", "default": "false"}, "No": None}
        },
    )
    codes = {problem.code for problem in validated(document, tmp_path / "api.json")}
    assert codes == {
        "boolean-as-text",
        "duplicate-operation-id",
        "invalid-schema",
        "undeclared-path-parameter",
        "unresolved-ref",
    }


@pytest.mark.usefixtures("real_process")
def test_patterns_are_not_run(tmp_path: Path) -> None:
    evil = {"pattern": "^(a+)+$", "default": "a" * 60 + "!"}
    hidden = {
        "type": "object",
        "patternProperties": {"^(a+)+$": {}},
        "propertyNames": {"pattern": "^(a+)+$"},
        "default": {"a" * 60 + "!": 1},
    }
    document = schemas(A=evil, B={"allOf": [evil]}, C=hidden)
    codes = [problem.code for problem in validated(document, tmp_path / "api.json")]
    assert codes == []


def test_shared_subschemas_take_linear_time(tmp_path: Path) -> None:
    found: dict[str, Any] = {"S40": {"type": "object"}}
    for level in range(40):
        ref = {"$ref": f"#/components/schemas/S{level + 1}"}
        found[f"S{level}"] = {"allOf": [ref, ref], "required": ["x"]}
    document = schemas(**found)
    codes = {problem.code for problem in validated(document, tmp_path / "api.json")}
    assert codes <= {"invalid-document"}


@pytest.mark.usefixtures("real_process")
def test_validation_ends_at_the_time_limit(tmp_path: Path) -> None:
    found: dict[str, Any] = {"S40": {"type": "string"}}
    for level in range(40):
        ref = {"$ref": f"#/components/schemas/S{level + 1}"}
        found[f"S{level}"] = {"anyOf": [ref, ref]}
    found["S0"]["default"] = 5
    problems = validated(schemas(**found), tmp_path / "api.json", seconds=2)
    (problem,) = [each for each in problems if each.code == "validation-incomplete"]
    assert "out of time" in problem.message
    assert problem.severity == "note"


def test_recursive_schemas(tmp_path: Path) -> None:
    ring = {"allOf": [{"$ref": "#/components/schemas/A"}], "required": ["x"]}
    deep = {"$ref": "#/components/schemas/B", "default": 5}
    problems = validated(schemas(A=ring, B={"anyOf": [deep]}), tmp_path / "api.json")
    assert all(problem.severity != "error" for problem in problems)


@pytest.mark.usefixtures("real_process")
def test_nothing_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        document = schemas(
            A={"$id": url, "$schema": url, "$ref": url, "default": 1},
            B={"$dynamicRef": url, "default": 1},
        )
        document["jsonSchemaDialect"] = url
        document["$self"] = url
        validated(document, tmp_path / "api.json")
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.usefixtures("real_process")
def test_the_number_of_findings_is_limited(tmp_path: Path) -> None:
    document = schemas(
        **{f"S{n}": {"type": "string", "default": n} for n in range(600)}
    )
    problems = validated(document, tmp_path / "api.json")
    assert len([each for each in problems if each.code == "invalid-default"]) <= 500
    assert "more than 500 findings" in repr(problems)


def test_a_removed_member_is_not_reported_as_missing(tmp_path: Path) -> None:
    text = "openapi: 3.0.3\ninfo: {title: A, version: null}\npaths: {}\n"
    problems = validated(text, tmp_path / "api.yml")
    assert [problem.code for problem in problems] == ["wrong-type"]


def test_a_swagger_2_response_may_be_a_file(tmp_path: Path) -> None:
    schema = {"type": "file"}
    responses = {"200": {"description": "", "schema": schema}}
    document = {
        "swagger": "2.0",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"responses": responses}}},
    }
    assert validated(document, tmp_path / "api.json") == []


PARAMETER = "paths: {{/a: {{get: {{parameters: [{}], responses: {{}}}}}}}}\n"
SCHEME = "paths: {{}}\ncomponents: {{securitySchemes: {{s: {}}}}}\n"


@pytest.mark.parametrize(
    ("version", "text", "message"),
    [
        (
            "openapi: 3.0.3",
            PARAMETER.format("{name: q, in: query, schema: {}, style: odd}"),
            "'odd' is not one of 'form', 'spaceDelimited' or 2 other candidates",
        ),
        (
            "swagger: '2.0'",
            PARAMETER.format("{name: q, in: query}"),
            "'type' is a required property",
        ),
        (
            "openapi: 3.0.3",
            SCHEME.format("{type: oauth2}"),
            "'flows' is a required property",
        ),
        (
            "openapi: 3.0.3",
            SCHEME.format("{type: apikey, in: header, name: s}"),
            "'apikey' is not one of 'apiKey', 'http', 'oauth2' or 'openIdConnect'",
        ),
        (
            "swagger: '2.0'",
            "paths: {}\nsecurityDefinitions: {s: {type: http, scheme: bearer}}\n",
            "'http' is not one of 'basic', 'apiKey' or 'oauth2'",
        ),
    ],
)
def test_the_message_is_about_the_best_match(
    tmp_path: Path, version: str, text: str, message: str
) -> None:
    head = f"{version}\ninfo: {{title: A, version: '1'}}\n"
    problems = validated(head + text, tmp_path / "api.yml")
    assert message in [each.message.replace('"', "'") for each in problems]


def test_the_end_of_a_long_message_is_kept(tmp_path: Path) -> None:
    scheme = {"type": "x" * 1_000}
    document = api(components={"securitySchemes": {"s": scheme}})
    (problem,) = validated(document, tmp_path / "api.json")
    assert len(problem.message) <= 300
    assert problem.message.startswith("the value is not one of")


@pytest.mark.usefixtures("real_process")
def test_a_long_chain_of_schemas(tmp_path: Path) -> None:
    chain = {
        f"S{n}": {"properties": {"next": {"$ref": f"#/components/schemas/S{n + 1}"}}}
        for n in range(800)
    }
    document = schemas(**chain, S800={"type": "integer", "default": "none"})
    codes = [problem.code for problem in validated(document, tmp_path / "api.json")]
    assert codes == ["invalid-default"]


def test_thousands_of_operations(tmp_path: Path) -> None:
    answer = {"responses": {"200": {"description": "x"}}}
    paths = {
        f"/p{n}": {"get": {"operationId": f"o{n}", **answer}} for n in range(7_000)
    }
    assert validated({**api(), "paths": paths}, tmp_path / "api.json") == []
