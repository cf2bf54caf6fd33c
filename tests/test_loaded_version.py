"""A version that a second process reads is the one that this process would read."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from generator import loaded_version
from generator.diagnostics.model import DocumentError
from generator.diff import diff_versions, find_version
from generator.document.content import DocumentSource
from generator.evolve import Report
from generator.lower import Selection
from generator.pipeline import NO_OPTIONS, Options

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="there is no second process"
)


def document(*names: str, version: str = "1.0.0") -> str:
    """A document with these operations, which use all kinds of types."""
    schema: dict[str, Any] = {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "id": {"type": "string", "format": "uuid", "readOnly": True},
            "kind": {"enum": ["cat", "dog"]},
            "any": {},
            "size": {"type": ["integer", "null"], "minimum": 1},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            "other": {"oneOf": [{"type": "string"}, {"type": "object"}]},
        },
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
    operations = {
        f"/{name}": {
            "post": {
                "operationId": f"create_{name}",
                "tags": [name],
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {"description": "", "content": content}},
            }
        }
        for name in names
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Pets", "version": version},
            "paths": operations,
            "components": {"schemas": {"Pet": schema}},
        },
        indent=1,
    )


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(document("cats", "dogs"))
    new.write_text(
        document("cats", "birds").replace('"dog"', '"bird"').replace("minimum", "x-min")
    )
    return old, new


def compared(pair: tuple[Path, Path], options: Options = NO_OPTIONS) -> Report:
    return diff_versions(*(find_version(path, given=options) for path in pair))


@pytest.fixture
def background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the second version in another process, however small it is."""
    monkeypatch.setattr(loaded_version, "_LEAST_BYTES", 0)
    monkeypatch.setattr(loaded_version, "_can_fork", lambda: True)


def test_the_report_is_the_same(
    pair: tuple[Path, Path], request: pytest.FixtureRequest
) -> None:
    expected = compared(pair)
    assert len(expected.changes) > 5 and expected.warnings
    request.getfixturevalue("background")
    own: list[DocumentSource] = []

    def load(source: DocumentSource, options: Options) -> Any:
        own.append(source)
        return loaded_version.load_version(source, options)

    request.getfixturevalue("monkeypatch").setattr("generator.diff.load_version", load)
    assert compared(pair) == expected
    assert own == [pair[0]], "the other one was read by the second process"
    assert multiprocessing.active_children() == []


def test_the_same_document_twice(pair: tuple[Path, Path], background: None) -> None:
    found = compared((pair[0], pair[0]))
    assert found.changes == () and found.is_same_document


@pytest.mark.parametrize("content", ["", "{}", '{"openapi": "9"}'])
def test_a_document_that_cannot_be_used(
    pair: tuple[Path, Path], background: None, content: str
) -> None:
    pair[1].write_text(content)
    with pytest.raises(DocumentError) as raised:
        compared(pair)
    (problem,) = raised.value.problems
    assert problem.places[0].file == str(pair[1])
    assert multiprocessing.active_children() == []


def test_a_selection_that_leaves_no_operation(
    pair: tuple[Path, Path], background: None
) -> None:
    with pytest.raises(DocumentError, match="leave no operation"):
        compared(pair, Options(selection=Selection(("nothing",))))


def test_a_second_process_that_fails_costs_time_only(
    pair: tuple[Path, Path], background: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, loads = os.getpid(), loaded_version.load_version

    def load(*arguments: Any) -> Any:
        if os.getpid() != parent:
            raise MemoryError
        return loads(*arguments)

    monkeypatch.setattr(loaded_version, "load_version", load)
    assert len(compared(pair).changes) > 5
