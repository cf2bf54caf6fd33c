"""References of Swagger 2.0 to the place where something is used."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError, Origin, Problems
from generator.document.normalize.hoist_refs import hoist_inline_refs
from generator.document.source_map import SourceMap

from ..conftest import Loader


def test_inline_references_are_hoisted(load: Loader) -> None:
    document, problems = load("""
swagger: '2.0'
info: {title: A, version: '1'}
consumes: [application/json]
produces: [application/json]
paths:
  /a:
    post:
      parameters:
        - {name: b, in: body, schema: {type: object, properties: {x: {type: integer}}}}
        - {name: q, in: query, type: string}
      responses:
        '200': {description: '', schema: {type: array, items: {type: boolean}}}
    get:
      parameters:
        - {$ref: '#/paths/~1a/post/parameters/1'}
      responses:
        '200': {description: '', schema: {$ref: '#/paths/~1a/post/responses/200/schema'}}
        '400': {description: '', schema: {$ref: '#/paths/~1a/post/parameters/0/schema'}}
        '401': {description: '', schema: {$ref: '#/responses/R/schema'}}
        '402': {description: '', schema: {$ref: '#/parameters/B/schema/items'}}
responses: {R: {description: '', schema: {type: number}}}
parameters:
  B: {name: B, in: body, schema: {type: array, items: {$ref: '#/responses/R/schema'}}}
""")
    assert problems == []

    def value(status: str) -> Any:
        where = f"#/paths/~1a/get/responses/{status}/content/application~1json/schema"
        found = document.at(where).deref()
        return found and found.value

    assert value("200") == {"type": "array", "items": {"type": "boolean"}}
    assert value("400") == {"type": "object", "properties": {"x": {"type": "integer"}}}
    assert value("401") == value("402") == {"type": "number"}
    (parameter,) = document.at("#/paths/~1a/get/parameters").values()
    shared = parameter.deref()
    assert shared is not None
    assert shared.value["name"] == "q"
    assert document.place(shared.pointer).line == 11


def hoisted(root: dict[str, Any]) -> dict[str, str | Origin]:
    """Hoist the references of `root` in place; return what was copied from where."""
    source_map = SourceMap()
    relocations = source_map.begin_step()
    hoist_inline_refs(root, Problems(), relocations)
    return relocations.prefixes


def test_the_name_of_a_copy_is_made_of_its_pointer() -> None:
    inline = {"type": "string"}
    ref = "#/paths/~1pets~1{id}/get/responses/200/schema"
    response = {"schema": inline}
    root: dict[str, Any] = {
        "paths": {
            "/pets/{id}": {"get": {"responses": {"200": response}}},
            "/b": {"get": {"responses": {"200": {"schema": {"$ref": ref}}}}},
        },
        "definitions": {"pets_id_get_200": {}},
    }
    assert hoisted(root) == {"#/definitions/pets_id_get_200_2": ref}
    assert root["definitions"]["pets_id_get_200_2"] == inline
    schema = root["paths"]["/b"]["get"]["responses"]["200"]["schema"]
    assert schema == {"$ref": "#/definitions/pets_id_get_200_2"}


def test_a_copy_that_refers_to_itself_refers_to_the_copy() -> None:
    ref = "#/responses/R/schema"
    root: dict[str, Any] = {
        "responses": {"R": {"schema": {"properties": {"r": {"$ref": ref}}}}}
    }
    hoisted(root)
    assert root["definitions"]["R"]["properties"]["r"] == {"$ref": "#/definitions/R"}


def test_references_to_sections_stay() -> None:
    root: dict[str, Any] = {
        "definitions": {"A": {"items": {"$ref": "#/definitions/B"}}, "B": {}},
        "paths": {"/a": {"parameters": [{"$ref": "#/parameters/P"}]}},
        "parameters": {"P": {"name": "p", "in": "query"}},
    }
    before = copy.deepcopy(root)
    assert hoisted(root) == {}
    assert root == before


def test_copies_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "generator.document.normalize.hoist_refs"
    monkeypatch.setattr(f"{module}.MAX_COPIED_NODES", 10)
    ref = {"$ref": "#/responses/R/schema"}
    root: dict[str, Any] = {
        "responses": {"R": {"schema": {"enum": list(range(20))}}},
        "definitions": {"A": ref},
    }
    with pytest.raises(DocumentError, match="more than 10 nodes"):
        hoisted(root)
