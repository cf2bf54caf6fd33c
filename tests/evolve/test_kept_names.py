"""Which names the next version of a package keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.evolve import inherited_pins, next_package
from generator.names import Pins
from generator.release import build_surface

from .packages import package


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
    old = package(tmp_path, things("inspect_thing"), schemas)
    pins = inherited_pins(old, old.api, {})
    assert pins["methods"] == {"GET /things": "things.inspect"}
    assert pins["types"]["#/components/schemas/Thing"] == "Thing"
    fields = pins["fields #/components/schemas/Thing"]
    assert fields == old.names.fields["#/components/schemas/Thing"]


def test_the_lock_takes_precedence(tmp_path: Path) -> None:
    old = package(tmp_path, things("inspect_thing"), {"Thing": thing("name")})
    locked = {"methods": {"GET /things": "a.fetch", "stream GET /things": "a.fetches"}}
    assert inherited_pins(old, old.api, locked)["methods"] == locked["methods"]


def test_another_operation_id_gives_another_name(tmp_path: Path) -> None:
    old = package(tmp_path, things("inspect_thing"), {"Thing": thing("name")})
    new = package(tmp_path, things("check_thing"), {"Thing": thing("name")})
    keys = {"GET /things": "things.inspect", "stream GET /things": "things.inspect_all"}
    pins = inherited_pins(old, new.api, {"methods": keys})
    assert pins["methods"] == {}
    assert pins["former methods"] == {path: key for key, path in keys.items()}


def test_new_rules_for_names_keep_the_old_paths(tmp_path: Path) -> None:
    old = package(tmp_path, things("inspect_thing"), {"Thing": thing("name")})
    locked = {"methods": {"GET /things": "shop.look"}}
    pins = inherited_pins(old, old.api, locked, keeps_methods=False)
    assert pins["methods"] == {}
    assert pins["former methods"] == {"shop.look": "GET /things"}


def former(
    folder: Path, paths: dict[str, Any], schemas: dict[str, Any], known: Pins
) -> tuple[dict[str, str], dict[str, str]]:
    """The former names of methods and types after one version of the API."""
    first = package(folder, things("inspect_thing"), {"Thing": thing("name")})
    old = build_surface(first.api, {**first.names.pins, **known}, "old")
    new_api = package(folder, paths, schemas).api
    found = next_package(old, new_api, old.names.pins, "new").names.pins
    empty: dict[str, str] = {}
    methods, types = (found.get(f"former {e}", empty) for e in ("methods", "types"))
    return dict(methods), dict(types)


def test_former_names_of_what_was_renamed(tmp_path: Path) -> None:
    paths, schemas = things("check_thing", "Item"), {"Item": thing("name")}
    assert former(tmp_path, paths, schemas, {}) == (
        {"things.inspect": "GET /things"},
        {"Thing": "#/components/schemas/Item"},
    )


def test_earlier_former_names_are_kept(tmp_path: Path) -> None:
    known = {
        "former methods": {"shop.look": "GET /things", "shop.see": "GET /gone"},
        "former types": {"#/components/schemas/Thing": "Object"},
    }
    schemas = {"Thing": thing("name")}
    assert former(tmp_path, things("inspect_thing"), schemas, known) == (
        {"shop.look": "GET /things"},
        {"Object": "#/components/schemas/Thing"},
    )


def test_a_second_new_name_keeps_both_old_ones(tmp_path: Path) -> None:
    known = {"former methods": {"shop.look": "GET /things"}}
    paths, schemas = things("check_thing"), {"Thing": thing("name")}
    methods, _ = former(tmp_path, paths, schemas, known)
    assert methods == {"shop.look": "GET /things", "things.inspect": "GET /things"}


def test_a_method_of_another_path_keeps_the_old_name(tmp_path: Path) -> None:
    paths = {"/items": things("inspect_thing")["/things"]}
    paths["/items"]["get"]["tags"] = ["items"]
    methods, _ = former(tmp_path, paths, {"Thing": thing("name")}, {})
    assert methods == {"things.inspect": "GET /items"}


def test_no_former_name_that_is_in_use(tmp_path: Path) -> None:
    known = {
        "former methods": {"things.inspect": "GET /things"},
        "former types": {"Thing": "#/components/schemas/Thing"},
    }
    schemas = {"Thing": thing("name")}
    assert former(tmp_path, things("inspect_thing"), schemas, known) == ({}, {})


def test_a_credential_keeps_its_name_when_only_the_key_of_its_scheme_changes(
    tmp_path: Path,
) -> None:
    old = package(tmp_path, things("inspect_thing"), {"Thing": thing("name")})
    assert old.names.credentials == {"token": "token"}
    bearer = replace(old.api.schemes[0], key="bearerAuth")
    pins = inherited_pins(old, replace(old.api, schemes=(bearer,)), {})
    assert pins["credentials"] == {"bearerAuth": "token"}
