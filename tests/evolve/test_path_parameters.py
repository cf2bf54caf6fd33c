"""A path parameter that is called otherwise in the next version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.evolve import compare, inherited_pins
from generator.release import build_surface

from .packages import package


def pages(path: str, *names: str) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]
    operation = {
        "operationId": "get_page",
        "tags": ["pages"],
        "parameters": parameters,
        "responses": {"204": {"description": ""}},
    }
    return {path: {"get": operation}}


@pytest.mark.parametrize(
    ("after", "names"),
    [
        ("/books/{book}/pages/{number}", ("book", "number")),
        ("/books/{page}/pages/{book_id}", ("page", "book_id")),  # the names are swapped
        ("/books/{id}/pages/{page}", ("page", "id")),
    ],
)
def test_arguments_keep_their_names(
    tmp_path: Path, after: str, names: tuple[str, ...]
) -> None:
    before = pages("/books/{book_id}/pages/{page}", "book_id", "page")
    old = package(tmp_path, before)
    new_api = package(tmp_path, pages(after, *names)).api
    new = build_surface(new_api, inherited_pins(old, new_api, {}), "shop")
    [(_, method)] = new.methods()
    assert [each.name for each in method.signature.positional] == ["book_id", "page"]
    assert not [each for each in compare(old, new) if each.source == "break"]
