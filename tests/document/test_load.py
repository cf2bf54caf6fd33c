"""Documents that cannot be used, and what every document gets when it is loaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.diagnostics.model import DocumentError, Problem, Problems
from generator.document.load import load_document

from .conftest import Loader

SMALL = b"openapi: 3.1.0\ninfo: {title: A, version: 1.10}\npaths: {}\n"


def error_of(load: Loader, content: str | bytes, name: str = "api.yml") -> Problem:
    with pytest.raises(DocumentError) as error:
        load(content, name=name)
    (problem,) = error.value.problems
    assert problem.severity == "error"
    assert problem.message
    assert problem.places[0].file == name
    assert "Traceback" not in str(error.value)
    return problem


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "not-openapi", "is empty"),
        (b" \n\t\n", "not-openapi", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not-text", "is not text"),
        (b"a: \xff\xfe\xfd", "not-text", "is not text"),
        (b"a: b\x00c", "not-text", "is not text"),
        (b"a: [1, 2\n", "syntax-error", "not valid YAML"),
        (b"# only a comment\n", "not-a-mapping", "is empty"),
        (b"null\n", "not-a-mapping", "is empty"),
        (b"- 1\n- 2\n", "not-a-mapping", "a list"),
        (b"just words\n", "not-a-mapping", "a single value"),
        (b"name: x\nversion: 3\n", "not-openapi", "no member 'openapi'"),
        (b"asyncapi: 2.0.0\n", "not-openapi", "AsyncAPI"),
        (b"overlay: 1.0.0\nactions: []\n", "not-openapi", "overlay"),
        (b"$schema: x\n", "not-openapi", "JSON Schema"),
        (b"openapi: 4.0.0\n", "unsupported-version", "4.0.0"),
        (b"openapi: 3.3.0\n", "unsupported-version", "3.3.0"),
        (b"openapi: 3\n", "unsupported-version", "3"),
        (b"openapi: [3]\n", "unsupported-version", "[3]"),
        (b"swagger: 1.2\n", "unsupported-version", "1.2"),
        (b"swagger: '2.0'\nopenapi: 3.0.0\n", "unsupported-version", "both"),
        (SMALL + b"---\n" + SMALL, "several-documents", "several"),
        (SMALL + b"info: {}\n", "duplicate-key", "'info'"),
        (b"openapi: 3.1.0\nx: {a: 1, a: 2}\n", "duplicate-key", "'a'"),
        (b"%YAML 3.0\n---\na: 1\n", "syntax-error", "YAML"),
    ],
)
def test_unusable_content(load: Loader, content: bytes, code: str, words: str) -> None:
    problem = error_of(load, content)
    assert problem.code == code
    assert words in problem.message


def test_broken_json_has_line_and_column(load: Loader) -> None:
    problem = error_of(load, '{"openapi": "3.1.0",\n "info" 1}', "api.json")
    assert problem.code == "syntax-error"
    assert (problem.places[0].line, problem.places[0].column) == (2, 9)


def test_duplicate_keys_are_all_reported(load: Loader) -> None:
    with pytest.raises(DocumentError) as error:
        load("openapi: 3.1.0\nx: {a: 1, a: 2, b: 1, b: 2}\n")
    assert [problem.message[:11] for problem in error.value.problems] == [
        "the key 'a'",
        "the key 'b'",
    ]


def test_paths_that_are_not_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in (
        ("nowhere.yml", "does not exist"),
        (".", "is a folder"),
        ("pipe", "not a regular file"),
        ("x" * 5_000, "cannot be read"),
        ("a\x00b", "cannot be read"),
    ):
        with pytest.raises(DocumentError) as error:
            load_document(tmp_path / name, Problems())
        (problem,) = error.value.problems
        assert problem.code == "unreadable-document"
        assert words in problem.message


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(load: Loader, encoding: str) -> None:
    text = "openapi: 3.1.0\ninfo: {title: 'Ä 😀', version: '1'}\npaths: {}\n"
    document, problems = load(text.encode(encoding))
    assert document.root["info"]["title"] == "Ä 😀"
    assert problems == []


def test_versions_stay_text(load: Loader) -> None:
    document, _ = load(b"openapi: 3.0\ninfo: {title: A, version: 1.10}\npaths: {}\n")
    assert document.source_version == "3.0"
    assert document.root["info"]["version"] == "1.10"


def test_yaml_flow_style_may_look_like_json(load: Loader) -> None:
    document, problems = load("{openapi: 3.1.0, info: {title: A}, paths: {}}")
    assert document.root["info"] == {"title": "A"}
    assert problems == []


def test_digest_of_every_file(load: Loader) -> None:
    document, _ = load(SMALL)
    assert list(document.files) == ["api.yml"]
    assert len(document.files["api.yml"]) == 64


def test_the_nodes_of_a_document(load: Loader) -> None:
    document, _ = load("""
openapi: 3.1.0
info: {title: A, version: '1'}
paths:
  /a: {get: {parameters: [{$ref: '#/components/parameters/P'}], responses: {}}}
components:
  parameters:
    P: {$ref: '#/components/parameters/Q'}
    Q: {name: q, in: query, schema: true}
""")
    get = document.at("#/paths/~1a/get")
    parameters = get.get("parameters")
    assert parameters is not None
    (pair,) = parameters.items()
    assert pair[0] == 0
    assert pair[1].pointer == "#/paths/~1a/get/parameters/0"
    target = pair[1].deref()
    assert target is not None
    assert target.pointer == "#/components/parameters/Q"
    assert target.deref() is target
    assert get.get("nothing") is None
    assert parameters.get(7) is None
    assert list(target.get("name").items()) == []  # type: ignore[union-attr]
    assert document.place(target.pointer).line == 9
    with pytest.raises(KeyError):
        document.at("#/nowhere")
