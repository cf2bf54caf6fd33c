"""Selections of operations, and the types that are left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.lower import Selection

from .documents import Lowered, lower_document, ref

SCHEMAS = {
    name: {"type": "object", "properties": {"id": {"type": "string"}}}
    for name in ("Pet", "Shop", "Unused")
}


def returning(name: str, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": ref(name)}}
    return {"responses": {"200": {"description": "", "content": content}}, **more}


PATHS = {
    "/pets": {
        "get": returning("Pet", operationId="listPets", tags=["pets"]),
        "post": returning("Pet", operationId="addPet", tags=["pets", "admin"]),
    },
    "/shops": {"get": returning("Shop")},
}
ALL = ["GET /pets", "POST /pets", "GET /shops"]


def lowered(folder: Path, include: Any = (), exclude: Any = ()) -> Lowered:
    selection = Selection(tuple(include), tuple(exclude))
    return lower_document(folder, PATHS, SCHEMAS, selection=selection)


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], ALL),
        (["pets"], [], ["GET /pets", "POST /pets"]),
        (["list*"], [], ["GET /pets"]),
        (["/shops"], [], ["GET /shops"]),
        (["GET *"], [], ["GET /pets", "GET /shops"]),
        (["GET /?ets", "/shops"], [], ["GET /pets", "GET /shops"]),
        ([], ["admin"], ["GET /pets", "GET /shops"]),
        (["pets"], ["addPet"], ["GET /pets"]),
        (["PETS"], ["nothing"], []),
    ],
)
def test_patterns_select_operations(
    tmp_path: Path, include: list[str], exclude: list[str], expected: list[str]
) -> None:
    found = lowered(tmp_path, include, exclude).api.operations
    assert [f"{each.method} {each.path}" for each in found] == expected


def test_a_selection_leaves_only_the_types_that_it_uses(tmp_path: Path) -> None:
    api = lowered(tmp_path, ["/shops"]).api
    assert set(api.types) == set(api.usage) == {"#/components/schemas/Shop"}
    assert len(lowered(tmp_path).api.types) == len(SCHEMAS)


def test_patterns_without_a_match_are_reported(tmp_path: Path) -> None:
    found = lowered(tmp_path, ["pets", "cats"], ["dogs"])
    assert found.problems == ["selection-no-match #"] * 2


def test_an_empty_selection_is_reported(tmp_path: Path) -> None:
    assert lowered(tmp_path, ["cats"]).problems == ["nothing-selected #"]
