"""Path items with members beside a $ref, and path items of several paths."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.document.conftest import Loader

DONE: dict[str, Any] = {"responses": {"204": {"description": "Done"}}}
VERSIONS = ["3.0.3", "3.1.0", "3.2.0"]


def query(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": kind}, **more}


def api(paths: dict[str, Any], version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    info = {"title": "A", "version": "1"}
    return {"openapi": version, "info": info, "paths": paths, **more}


def names(path_item: dict[str, Any]) -> list[str]:
    return [each.get("name") or each["$ref"] for each in path_item["parameters"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_members_beside_a_reference_are_kept(load: Loader, version: str) -> None:
    shared = {
        "summary": "Shared",
        "description": "Shared",
        "servers": [{"url": "https://shared.example"}],
        "parameters": [query("a"), query("b")],
        "get": {**DONE, "operationId": "shared"},
        "put": DONE,
    }
    own = {
        "summary": "Own",
        "servers": [{"url": "https://own.example"}],
        "parameters": [query("b", "integer"), query("c")],
        "get": {**DONE, "operationId": "own"},
        "post": DONE,
    }
    paths = {"/own": {"$ref": "#/paths/~1shared", **own}, "/shared": shared}
    document, problems = load(api(paths, version))
    merged = document.root["paths"]["/own"]
    assert [problem.code for problem in problems] == []
    assert (merged["summary"], merged["description"]) == ("Own", "Shared")
    assert merged["servers"] == own["servers"]
    assert merged["get"]["operationId"] == "own"
    assert merged.keys() >= {"put", "post"} and "$ref" not in merged
    assert names(merged) == ["a", "b", "c"]
    assert merged["parameters"][1]["schema"] == {"type": "integer"}
    assert names(document.root["paths"]["/shared"]) == ["a", "b"]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_operation_of_extensions_is_merged(load: Loader, version: str) -> None:
    shared = {"get": {**DONE, "operationId": "shared", "x-a": 1, "x-b": 1}, "put": DONE}
    own = {"get": {"x-b": {"c": 2}}, "put": {"summary": "own", "x-a": 1}, "post": {}}
    paths = {"/own": {"$ref": "#/paths/~1shared", **own}, "/shared": shared}
    document, _ = load(api(paths, version))
    merged = document.root["paths"]["/own"]
    assert {**shared["get"], "x-b": {"c": 2}}.items() <= merged["get"].items()
    assert merged["put"]["summary"] == "own" and "x-a" not in merged["post"]
    assert document.root["paths"]["/shared"]["get"]["x-b"] == 1


def test_additional_operations_are_merged(load: Loader) -> None:
    shared = {"COPY": {**DONE, "summary": "shared"}, "MOVE": DONE}
    own = {"COPY": {**DONE, "summary": "own"}, "a/b": DONE}
    paths = {
        "/a": {"$ref": "#/paths/~1b", "additionalOperations": own},
        "/b": {"additionalOperations": shared},
    }
    document, _ = load(api(paths, "3.2.0"))
    found = document.root["paths"]["/a"]["additionalOperations"]
    assert found.keys() == {"COPY", "MOVE", "a/b"}
    assert found["COPY"]["summary"] == "own"


def test_a_chain_of_references(load: Loader) -> None:
    def beside(ref: str, name: str) -> dict[str, Any]:
        target = {"$ref": f"#/components/pathItems/{ref}"}
        return {**target, "parameters": [query(name)]}

    items = {
        "One": beside("Two", "one"),
        "Two": beside("Three", "two"),
        "Three": {"get": DONE, "parameters": [query("three"), query("one", "number")]},
    }
    paths = {
        "/a": beside("One", "a"),
        "/b": {"$ref": "#/components/pathItems/Three"},
        "/c": {"$ref": "#/components/pathItems/Three"},
    }
    document, problems = load(api(paths, components={"pathItems": items}))
    assert problems == []
    merged = document.root["paths"]["/a"]
    assert names(merged) == ["three", "two", "one", "a"]
    assert merged["parameters"][2]["schema"] == {"type": "string"}
    # Operations are told apart by their pointers.
    places = {document.at(f"#/paths/~1{name}").deref() for name in "bc"}
    assert len({place.pointer for place in places if place}) == 2


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("#/paths/~1b", "circular-ref"),
        ("#/components/pathItems/Gone", "unresolved-ref"),
        ("gone.yaml#/A", "unreadable-ref"),
    ],
)
def test_a_reference_without_a_target(load: Loader, target: str, code: str) -> None:
    paths = {
        "/a": {"$ref": target, "get": DONE, "parameters": [query("a")]},
        "/b": {"$ref": "#/paths/~1a", "put": DONE},
    }
    document, problems = load(api(paths))
    assert code in {problem.code for problem in problems}
    merged = document.root["paths"]["/a"]
    assert merged.keys() >= {"get", "parameters"} and "$ref" not in merged


def test_other_files(tmp_path: Path, load: Loader) -> None:
    """References are relative to the file that contains them, on both sides."""
    files = {
        "A": {
            "parameters": [{"$ref": "#/P"}, query("depth")],
            "get": {**DONE, "requestBody": {"$ref": "#/B"}},
        },
        "Chain": {"$ref": "#/A", "parameters": [query("chain")]},
        "P": query("trace"),
        "B": {"content": {"application/json": {"schema": {"type": "integer"}}}},
    }
    (tmp_path / "items.json").write_text(json.dumps(files))
    depth = {"$ref": "#/components/parameters/Depth"}
    paths = {
        "/a": {"$ref": "items.json#/A", "parameters": [depth], "put": DONE},
        "/b": {"$ref": "items.json#/Chain", "parameters": [query("b")]},
        "/c": {"$ref": "#/paths/~1a", "parameters": [query("c")]},
    }
    parameters = {"Depth": query("depth", "integer")}
    document, problems = load(
        api(paths, "3.0.3", components={"parameters": parameters})
    )
    assert [problem.code for problem in problems] == []
    assert document.root.keys() == {"openapi", "info", "paths", "components"}

    def described(path: str) -> list[tuple[str, str]]:
        found = []
        for each in document.at(f"#/paths/~1{path}").elements("parameters"):
            node = each.deref()
            assert node is not None
            found.append((node.value["name"], node.value["schema"]["type"]))
        return found

    assert described("a") == [("trace", "string"), ("depth", "integer")]
    assert described("b") == [
        ("trace", "string"),
        ("depth", "string"),
        ("chain", "string"),
        ("b", "string"),
    ]
    assert described("c") == [*described("a"), ("c", "string")]


def test_places_of_merged_members(load: Loader) -> None:
    shared = {"get": {**DONE, "operationId": "x"}, "parameters": [query("a")]}
    own = {
        "$ref": "#/components/pathItems/Shared",
        "parameters": [query("own", required="no")],
        "put": {**DONE, "operationId": "x"},
    }
    document = api({"/a": own}, components={"pathItems": {"Shared": shared}})
    _, problems = load(json.dumps(document, indent=1).encode(), name="a.json")
    lines = json.dumps(document, indent=1).splitlines()
    (wrong,) = (each for each in problems if each.code != "duplicate-operation-id")
    assert "required" in lines[wrong.places[0].line - 1]
    (twice,) = (each for each in problems if each.code == "duplicate-operation-id")
    assert all("operationId" in lines[place.line - 1] for place in twice.places)
    assert len(twice.places) == 2


def test_a_parameter_that_only_the_path_names(load: Loader) -> None:
    items = {"Item": {"get": DONE}}
    paths = {"/a/{id}": {"$ref": "#/components/pathItems/Item"}}
    document, problems = load(api(paths, components={"pathItems": items}))
    assert [problem.code for problem in problems] == ["undeclared-path-parameter"]
    assert names(document.root["components"]["pathItems"]["Item"]["get"]) == ["id"]


def test_swagger(load: Loader) -> None:
    parameter = {"name": "a", "in": "query", "type": "string"}
    paths = {
        "/a": {"$ref": "#/paths/~1b", "parameters": [parameter]},
        "/b": {"get": DONE, "parameters": [{**parameter, "name": "b"}]},
    }
    info = {"title": "A", "version": "1"}
    document, problems = load({"swagger": "2.0", "info": info, "paths": paths})
    assert problems == []
    assert names(document.root["paths"]["/a"]) == ["b", "a"]
