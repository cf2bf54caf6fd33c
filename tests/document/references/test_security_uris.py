"""Security requirements that name their schemes by URIs (OpenAPI 3.2.0, 4.30)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.document.conftest import Loader

BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
SELF = "https://api.example/v1/openapi.json"


def api(*security: Any, schemes: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "openapi": "3.2.0",
        "$self": SELF,
        "info": {"title": "A", "version": "1"},
        "security": list(security),
        "paths": {},
        "components": {"securitySchemes": {"dev": BEARER} | (schemes or {})},
    }


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("#/components/securitySchemes/dev", "dev"),
        (f"{SELF}#/components/securitySchemes/dev", "dev"),
        ("openapi.json#/components/securitySchemes/dev", "dev"),
        ("#/components/securitySchemes/%64ev", "dev"),
        ("#/components/securitySchemes/alias", "alias"),
    ],
)
def test_uris_become_names(load: Loader, uri: str, name: str) -> None:
    schemes = {
        "other": BASIC,
        "alias": {"$ref": "#/components/securitySchemes/dev"},
    }
    document, problems = load(api({"other": [], uri: ["a"]}, schemes=schemes))
    assert problems == []
    assert document.root["security"] == [{"other": [], name: ["a"]}]


def test_a_name_precedes_a_uri(load: Loader) -> None:
    uri = "#/components/securitySchemes/dev"
    document, problems = load(api({uri: []}, schemes={uri: BASIC}))
    assert document.root["security"] == [{uri: []}]
    assert {problem.code for problem in problems} <= {"invalid-component-name"}


def test_a_scheme_outside_of_the_components(load: Loader) -> None:
    document, _ = load({**api({"#/x-schemes/dev": []}), "x-schemes": {"dev": BASIC}})
    ((name, _),) = document.root["security"][0].items()
    node = document.at("#/components/securitySchemes").get(name)
    assert node is not None
    found = node.deref()
    assert found is not None
    assert name != "dev" and found.value == BASIC


def test_other_files(tmp_path: Path, load: Loader) -> None:
    external = {
        "components": {"securitySchemes": {"dev": BASIC}},
        "item": {"get": {"security": [{"#/components/securitySchemes/dev": []}]}},
    }
    (tmp_path / "more.json").write_text(json.dumps(external))
    (tmp_path / "key.yaml").write_text("{type: apiKey, in: header, name: X-Key}")
    own: dict[str, Any] = {
        "more.json#/components/securitySchemes/dev": [],
        "key.yaml": [],
    }
    document = api(own)
    del document["$self"]
    document["paths"] = {"/a": {"$ref": "more.json#/item"}}
    loaded, problems = load(document)
    assert [problem.code for problem in problems] == []
    schemes = loaded.root["components"]["securitySchemes"]
    first, second = loaded.root["security"][0]
    assert (schemes[first], schemes[second]["name"]) == (BASIC, "X-Key")
    assert loaded.root["paths"]["/a"]["get"]["security"] == [{first: []}]


def test_a_uri_without_a_target(load: Loader) -> None:
    uri = "#/components/securitySchemes/gone"
    document, problems = load(api({uri: []}))
    assert [problem.code for problem in problems] == ["unresolved-ref"]
    assert document.root["security"] == [{uri: []}]
