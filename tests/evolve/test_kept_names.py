"""Which names the next version of a package keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.evolve import compare, inherited_pins, with_former_names
from generator.names import Pins

from .packages import package

POINTER = "#/paths/~1things/get"


def things(operation_id: str, schema: str = "Thing") -> dict[str, Any]:
    """The paths of an API with one operation."""
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {
        "/things": {
            "get": {
                "operationId": operation_id,
                "tags": ["things"],
                "responses": {
                    "200": {"description": "", "content": {"application/json": content}}
                },
            }
        }
    }


def thing(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": {n: {"type": "string"} for n in names}}


def test_names_are_pinned(tmp_path: Path) -> None:
    schemas = {"Thing": thing("userID", "user_id")}
    old = package(tmp_path, things("show_thing"), schemas)
    pins = inherited_pins(old, old.api, {})
    assert pins["methods"] == {"GET /things": "show"}
    assert pins["types"]["#/components/schemas/Thing"] == "Thing"
    fields = pins["fields #/components/schemas/Thing"]
    assert fields == old.names.fields["#/components/schemas/Thing"]


def test_the_lock_takes_precedence(tmp_path: Path) -> None:
    old = package(tmp_path, things("show_thing"), {"Thing": thing("name")})
    locked = {"methods": {"GET /things": "fetch", "stream GET /things": "fetch_stream"}}
    assert inherited_pins(old, old.api, locked)["methods"] == locked["methods"]


def test_another_operation_id_gives_another_name(tmp_path: Path) -> None:
    old = package(tmp_path, things("show_thing"), {"Thing": thing("name")})
    new = package(tmp_path, things("find_thing"), {"Thing": thing("name")})
    locked = {"methods": {"GET /things": "show", "stream GET /things": "show_stream"}}
    assert inherited_pins(old, new.api, locked)["methods"] == {}


def former(
    folder: Path, paths: dict[str, Any], schemas: dict[str, Any], known: Pins
) -> tuple[dict[str, str], dict[str, str]]:
    """The former names of methods and types after one version of the API."""
    old = package(folder, things("show_thing"), {"Thing": thing("name")})
    new = package(folder, paths, schemas)
    names = with_former_names(new, compare(old, new), known)
    kept = {k: v for k, v in names.pins.items() if k.startswith("former ")}
    assert kept.get("former methods", {}) == names.former_methods
    assert kept.get("former types", {}) == names.former_types
    return dict(names.former_methods), dict(names.former_types)


def test_former_names_of_what_was_renamed(tmp_path: Path) -> None:
    paths, schemas = things("find_thing", "Item"), {"Item": thing("name")}
    assert former(tmp_path, paths, schemas, {}) == (
        {POINTER: "show"},
        {"#/components/schemas/Item": "Thing"},
    )


def test_earlier_former_names_are_kept(tmp_path: Path) -> None:
    known = {
        "former methods": {POINTER: "look", "#/paths/~1gone/get": "see"},
        "former types": {"#/components/schemas/Thing": "Object"},
    }
    schemas = {"Thing": thing("name")}
    assert former(tmp_path, things("show_thing"), schemas, known) == (
        {POINTER: "look"},
        {"#/components/schemas/Thing": "Object"},
    )


def test_no_former_name_that_is_in_use(tmp_path: Path) -> None:
    known = {
        "former methods": {POINTER: "show"},
        "former types": {"#/components/schemas/Thing": "thing"},
    }
    schemas = {"Thing": thing("name")}
    assert former(tmp_path, things("show_thing"), schemas, known) == ({}, {})
