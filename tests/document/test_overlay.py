"""Overlays 1.0 and 1.1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError, Problem
from generator.document.node import Document
from generator.document.overlay import find_overlay

from .conftest import Loader

API = """
openapi: 3.1.0
info: {title: A, version: '1'}
tags: [{name: one}, {name: two}, {name: three}]
paths:
  /a:
    get:
      operationId: a
      responses: {'200': {description: ok}}
      parameters:
        - {name: x, in: query, schema: {type: string}}
        - {name: y, in: query, schema: {type: string}}
  /b:
    get:
      operationId: b
      responses: {'200': {description: ok}}
components: {}
"""


def overlaid(
    load: Loader, *actions: dict[str, Any], version: str = "1.0.0"
) -> tuple[Document, list[Problem]]:
    overlay = {
        "overlay": version,
        "info": {"title": "Repairs", "version": "1"},
        "actions": list(actions),
    }
    Path("fix.json").write_text(json.dumps(overlay, indent=1))
    return load(API, overlays=[Path("fix.json")])


def test_update_merges_objects_and_appends_to_arrays(load: Loader) -> None:
    document, problems = overlaid(
        load,
        {"target": "$.info", "update": {"title": "B", "x-new": {"a": [1]}}},
        {"target": "$.info", "update": {"x-new": {"a": [2], "b": 3}}},
        {
            "target": "$.paths['/a'].get.parameters",
            "update": {"name": "z", "in": "query"},
        },
        {"target": "$.paths.*.get", "update": {"deprecated": True}},
    )
    assert problems == []
    assert document.root["info"] == {
        "title": "B",
        "version": "1",
        "x-new": {"a": [1, 2], "b": 3},
    }
    operations = [item["get"] for item in document.root["paths"].values()]
    assert [operation["deprecated"] for operation in operations] == [True, True]
    names = [each["name"] for each in operations[0]["parameters"]]
    assert names == ["x", "y", "z"]
    assert set(document.files) == {"api.yml", "fix.json"}


def test_updates_are_not_shared_between_targets(load: Loader) -> None:
    document, _ = overlaid(load, {"target": "$.paths.*.get", "update": {"x-a": [1]}})
    first, second = (item["get"]["x-a"] for item in document.root["paths"].values())
    assert first == second
    assert first is not second


def test_removal(load: Loader) -> None:
    document, problems = overlaid(
        load,
        {"target": "$.tags[?@.name == 'one' || @.name == 'two']", "remove": True},
        {"target": "$.paths['/b']", "remove": True, "update": {"get": 1}},
    )
    assert problems == []
    assert document.root["tags"] == [{"name": "three"}]
    assert list(document.root["paths"]) == ["/a"]
    assert document.place("#/tags/0/name").column == 41


def test_copy(load: Loader) -> None:
    document, problems = overlaid(
        load,
        {"target": "$.paths['/b'].get", "copy": "$.paths['/a'].get"},
        version="1.1.0",
    )
    copied = document.root["paths"]["/b"]["get"]
    assert [each["name"] for each in copied["parameters"]] == ["x", "y"]
    assert {problem.code for problem in problems} == {"duplicate-operation-id"}
    place = document.place("#/paths/~1b/get/parameters/0/name")
    assert (place.file, place.line) == ("api.yml", 11)


def test_places_of_what_an_overlay_added(load: Loader) -> None:
    document, _ = overlaid(
        load,
        {"target": "$.components", "update": {"schemas": {"A": {"type": "string"}}}},
        {"target": "$.paths['/a'].get.parameters", "update": [{"name": "z"}]},
    )
    assert document.place("#/components/schemas/A/type").file == "fix.json"
    place = document.place("#/paths/~1a/get/parameters/2/name")
    assert place.file == "fix.json"
    assert place.excerpt.strip().startswith('"name"')
    assert document.place("#/paths/~1a/get/parameters/1/name").file == "api.yml"


def test_an_action_that_matches_nothing_is_a_warning(load: Loader) -> None:
    _, (problem,) = overlaid(load, {"target": "$.paths['/c']", "remove": True})
    assert (problem.code, problem.severity) == ("overlay-no-match", "warning")
    assert problem.places[0].file == "fix.json"


@pytest.mark.parametrize(
    "action",
    [
        {"target": "$..["},
        {"target": "$.a[?search(@, '(a+)+$')]", "remove": True},
        {"target": "$..*..*..*..*..*", "remove": True},
        {"target": "$", "remove": True},
        {"target": 5},
        {"update": {}},
        {"target": "$.info.title", "update": {"a": 1}},
        {"target": "$.info", "update": "text"},
        {"target": "$.info", "copy": "$.tags[*]"},
        {"target": "$.info", "copy": 5},
        {"target": "$" + ".a" * 5_000},
        "nothing",
    ],
)
def test_actions_that_cannot_be_applied(load: Loader, action: Any) -> None:
    with pytest.raises(DocumentError) as error:
        overlaid(load, action)
    (problem,) = error.value.problems
    assert problem.code == "invalid-overlay"
    assert problem.places[0].file == "fix.json"


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "openapi: 3.1.0",
        "overlay: 2.0.0\nactions: []",
        "overlay: 1.0.0",
        "overlay: 1.0.0\nactions: {}",
        "overlay: [1",
    ],
)
def test_files_that_are_not_overlays(load: Loader, text: str) -> None:
    Path("fix.yml").write_text(text)
    with pytest.raises(DocumentError):
        load(API, overlays=[Path("fix.yml")])


def test_repeated_copies(load: Loader) -> None:
    actions = [{"target": "$.info", "copy": "$.info"}] * 3
    document, problems = overlaid(load, *actions, version="1.1.0")
    assert problems == []
    assert document.root["info"]["title"] == "A"


def test_find_overlay(tmp_path: Path) -> None:
    document = tmp_path / "api.v1.yml"
    assert find_overlay(document) is None
    beside = tmp_path / "api.v1.overlay.yaml"
    beside.write_text("overlay: 1.0.0")
    assert find_overlay(document) == beside
    assert find_overlay(beside) is None


@pytest.mark.parametrize(
    ("extends", "codes"),
    [
        ("https://a.example/specs/api.yml", []),
        ("./api.yml#/paths", []),
        ("other.yml", ["overlay-extends"]),
        (5, []),
    ],
)
def test_an_overlay_for_another_document_is_reported(
    load: Loader, extends: object, codes: list[str]
) -> None:
    overlay = {"overlay": "1.1.0", "extends": extends, "actions": []}
    Path("fix.json").write_text(json.dumps(overlay))
    _, problems = load(API, overlays=[Path("fix.json")])
    assert [each.code for each in problems] == codes


def test_the_matches_of_an_action_are_limited(
    load: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.document.overlay.MAX_OVERLAY_MATCHES", 20)
    Path("o.yml").write_text(
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\n"
        "actions: [{target: '$..*', remove: true}]\n"
    )
    tags = [{"name": f"t{number}"} for number in range(30)]
    document = {"openapi": "3.1.0", "info": {}, "paths": {}, "tags": tags}
    with pytest.raises(DocumentError) as error:
        load(document, overlays=[Path("o.yml")])
    assert "20 nodes" in error.value.problems[0].message
