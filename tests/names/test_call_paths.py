"""Paths of methods: what keeps them, and what they give way to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.ir import Api
from generator.names.call_paths import CallNames, name_calls
from tests.evolve.packages import package

OK = {"200": {"description": ""}}
KEYS = {
    "/pets": "GET /pets",
    "/pets/owners": "GET /pets/owners",
    "/pets/owners/{id}": "GET /pets/owners/{id}",
    "/find": "POST /find",
}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """An API with nested resources and a method of the client."""
    found: dict[str, Any] = {path: {"get": {"responses": OK}} for path in KEYS}
    found["/find"] = {"post": {"responses": OK}}
    return package(tmp_path, found, {}).api


def paths(
    api: Api, methods: Mapping[str, str], former: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str], CallNames]:
    names = name_calls(api, (), {"methods": methods, "former methods": former or {}})
    pins = names.pins()
    return dict(pins["methods"]), dict(pins.get("former methods", {})), names


def test_without_pins(api: Api) -> None:
    methods, former, names = paths(api, {})
    assert methods == {
        "GET /pets": "pets.list",
        "GET /pets/owners": "pets.owners.list",
        "GET /pets/owners/{id}": "pets.owners.get",
        "POST /find": "find",
    }
    assert former == {}
    assert names.resources.keys() == {(), ("pets",), ("pets", "owners")}


def test_pins_do_not_move(api: Api) -> None:
    pins = {"GET /pets": "zoo.animals.all", "GET /pets/owners": "owners"}
    methods, former, names = paths(api, pins)
    assert pins.items() <= methods.items()
    assert former == {}
    assert ("zoo", "animals") in names.resources


@pytest.mark.parametrize(
    "path",
    ["", "a..b", "pets.class", "class.get", "_a.b", "a._b", "é.x", "a b", "a.models",
     "close", "close.get", ".".join(["a"] * 13)],
)  # fmt: skip
def test_a_hostile_pin_is_not_used(api: Api, path: str) -> None:
    methods, former, _ = paths(api, {"GET /pets": path}, {path: "GET /pets"})
    assert methods["GET /pets"] == "pets.list"
    assert former == {}


def test_a_method_gives_way_to_a_former_path_of_another_one(api: Api) -> None:
    methods, former, _ = paths(api, {}, {"pets.list": "GET /pets/owners"})
    assert former == {"pets.list": "GET /pets/owners"}
    assert methods["GET /pets"] not in ("pets.list", "")
    assert methods["GET /pets/owners"] == "pets.owners.list"


def test_a_method_may_have_a_former_path_again(api: Api) -> None:
    methods, former, _ = paths(api, {}, {"pets.list": "GET /pets"})
    assert methods["GET /pets"] == "pets.list"
    assert former == {}


def test_a_resource_gives_way_to_a_former_method(api: Api) -> None:
    methods, former, _ = paths(api, {}, {"pets.owners": "GET /pets/owners"})
    assert former == {"pets.owners": "GET /pets/owners"}
    assert methods["GET /pets/owners"] == "pets.owners_.list"
    assert methods["GET /pets/owners/{id}"] == "pets.owners_.get"


def test_a_method_gives_way_to_a_former_resource(api: Api) -> None:
    methods, former, names = paths(api, {}, {"find.all": "POST /find"})
    assert former == {"find.all": "POST /find"}
    assert methods["POST /find"] not in ("find", "find.all")
    assert ("find",) in names.resources


def test_a_former_path_of_nothing_is_dropped(api: Api) -> None:
    _, former, names = paths(api, {}, {"gone.get": "GET /gone"})
    assert former == {}
    assert ("gone",) not in names.resources


def test_no_class_is_called_like_the_asynchronous_one_of_another(
    tmp_path: Path,
) -> None:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {}}]
    get = {"responses": OK, "parameters": parameters}
    found = {f"/{name}/{{id}}": {"get": get} for name in RESOURCES}
    resources = paths(package(tmp_path, found, {}).api, {})[2].resources
    classes = [each.type_name for each in resources.values()]
    both = [*classes, *(f"Async{name}" for name in classes)]
    assert len({*both}) == len(both) == 2 * len(RESOURCES)


RESOURCES = ("client", "async-client", "jobs", "async-jobs", "jobs-operations")
