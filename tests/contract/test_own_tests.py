"""Packages of documents that once failed their own tests pass them.

Each operation and schema is one class of documents. They share one package.
"""

from __future__ import annotations

from typing import Any

from tests.fuzz.checking import check_own_tests
from tests.fuzz.isolation import run_all

TEXT = {"type": "string"}
DONE = {"204": {"description": "Done."}}


def parameter(name: str, place: str, schema: Any, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, "required": True, **members}


def array(items: Any, **members: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **members}


PARAMETERS = {
    "exploded-delimiters": [
        parameter("a", "query", array(TEXT), style="pipeDelimited", explode=True),
        parameter("b", "query", array(TEXT), style="spaceDelimited", explode=True),
        parameter("c", "query", array(TEXT), style="spaceDelimited", explode=False),
        parameter(
            "d", "query", array({"enum": ["a b", "c"]}), style="spaceDelimited",
            explode=True,
        ),
    ],
    "deep-objects": [
        parameter(
            "a", "query", {"type": "object", "properties": {"b": TEXT}},
            style="deepObject", explode=False,
        ),
    ],
    "header-names": [
        parameter("größe", "header", {"type": ["integer", "null"]}),
        parameter("two words", "header", TEXT),
        parameter("x-good", "header", TEXT),
    ],
    "header-texts": [
        parameter("x-enum", "header", {"enum": ["a", "  blanks ", "tab\t", "a\nb"]}),
        parameter("x-items", "header", array({"enum": ["a,b", "c"]}), explode=True),
    ],
    "path-texts/{dots}": [parameter("dots", "path", {"enum": ["a", ".", "..", "..."]})],
    "path-labels/{dots}": [
        parameter("dots", "path", {"enum": ["a", "", "."]}, style="label"),
    ],
    "path-items/{items}": [
        parameter("items", "path", array({"enum": ["a", "", "."]})),
    ],
    "path-nulls/{matrix}/{label}": [
        parameter(
            "matrix", "path", array({"type": ["string", "null"]}), style="matrix",
            explode=True,
        ),
        parameter(
            "label", "path", array({"type": ["string", "null"]}), style="label",
        ),
    ],
}  # fmt: skip


def operation(**members: Any) -> dict[str, Any]:
    return {"responses": DONE, **members}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Classes", "version": "1.0.0"},
    "servers": [{"url": "https://example.com"}],
    "paths": {
        f"/{path}": {"put": operation(parameters=parameters)}
        for path, parameters in PARAMETERS.items()
    },
}


def test_packages_pass_their_own_tests() -> None:
    task = ("", lambda: check_own_tests(DOCUMENT))
    ((_, outcome),) = run_all([task], 1, None)
    assert outcome.failures == {}
    assert {name: n for name, n in outcome.counts.items() if "not checked" in name} == {
        "not checked: no arguments express it": 3
    }
