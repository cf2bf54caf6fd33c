"""The changelog entry of a version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.diff import diff_versions, find_version
from generator.evolve import changelog_sections


def shop(things: int, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """An API with operations that have the same parameters."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0"},
        "paths": {
            f"/things{number}": {
                "get": {
                    "operationId": f"thing{number}",
                    "tags": ["things"],
                    "parameters": parameters,
                    "responses": {"204": {"description": "Done"}},
                }
            }
            for number in range(things)
        },
    }


def sections(folder: Path, things: int, parameters: list[dict[str, Any]]) -> Any:
    for name, given in (("old", []), ("new", parameters)):
        (folder / f"{name}.json").write_text(json.dumps(shop(things, given)))
    found = diff_versions(*(find_version(folder / f"{n}.json") for n in ("old", "new")))
    return changelog_sections([each.change for each in found.changes])


PAGE = {"name": "page", "in": "query", "schema": {"type": "integer"}}


def test_few_changes_have_a_line_each(tmp_path: Path) -> None:
    [(heading, lines)] = sections(tmp_path, 3, [PAGE])
    assert heading == "Added"
    assert lines[0] == "`client.things0.get(page=)` was added."
    assert len(lines) == 3


def test_the_same_change_in_many_places_is_one_line(tmp_path: Path) -> None:
    other = {"name": "order", "in": "query", "schema": {"type": "string"}}
    [(_, lines)] = sections(tmp_path, 5, [PAGE, other])
    assert lines == [
        f"`client.things0.get({name}=)` was added. Likewise "
        + ", ".join(f"`client.things{n}.get({name}=)`" for n in range(1, 5))
        + "."
        for name in ("page", "order")
    ]


def test_a_type_that_came_with_an_argument_has_no_line(tmp_path: Path) -> None:
    sort = {**PAGE, "name": "sort", "schema": {"type": "string", "enum": ["a", "b"]}}
    [(_, lines)] = sections(tmp_path, 1, [sort])
    assert lines == ["`client.things0.get(sort=)` was added."]
