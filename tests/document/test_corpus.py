"""Every document of the corpus loads, and loses nothing on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import Problem, Problems
from generator.document import Document, load_document
from generator.document.grammar import walk
from generator.document.normalize.checks import operations_of
from generator.document.pointer import lookup
from tests.corpus import CORPUS


def documents() -> list[str]:
    if not CORPUS.exists():
        return []
    found = [
        path
        for path in CORPUS.rglob("*")
        if path.suffix in (".json", ".yml", ".yaml")
        and "digitalocean" not in path.parts
    ]
    return sorted(str(path.relative_to(CORPUS)) for path in found)


def loaded(path: Path) -> tuple[Document, list[Problem]]:
    problems = Problems()
    document = load_document(path, problems)
    return document, list(problems)


def operations(root: dict[str, Any]) -> list[str]:
    return [
        pointer
        for path, item in root.get("paths", {}).items()
        if not path.startswith("x-")
        for pointer, _ in operations_of(item, path)
    ]


@pytest.mark.parametrize("name", documents())
def test_every_document_loads(corpus: Any, name: str) -> None:
    document, problems = loaded(corpus(name))
    assert all(problem.severity != "error" for problem in problems)
    assert all(problem.places[0].line > 0 for problem in problems)
    assert document.root["openapi"] == "3.2.0"
    missing = {
        problem.places[0].pointer
        for problem in problems
        if problem.code in ("unresolved-ref", "unreadable-ref", "circular-ref")
    }
    for _, value, pointer in walk(document.root):
        ref = value.get("$ref")
        if isinstance(ref, str):
            assert document.target(ref) is not None or missing, pointer
    assert json.dumps(document.bundle(), allow_nan=False)


@pytest.mark.parametrize("name", ["stripe.yaml", "asana.yaml", "box.json", "xero.yaml"])
def test_no_operation_is_lost(corpus: Any, name: str) -> None:
    document, _ = loaded(corpus(name))
    text = corpus(name).read_text()
    marker = '"operationId": ' if name.endswith(".json") else "operationId: "
    assert len(operations(document.root)) == text.count(marker)


def test_thousands_of_files(corpus: Any) -> None:
    document, problems = loaded(corpus("digitalocean/DigitalOcean-public.v2.yaml"))
    assert {problem.code for problem in problems} == {"misplaced-ref"}
    found = operations(document.root)
    assert len(found) == 659
    assert len(document.files) > 1_500
    for kind, value, pointer in walk(document.root):
        ref = value.get("$ref")
        if isinstance(ref, str):
            assert document.target(ref) is not None, pointer
        elif kind == "operation":
            assert value["responses"], pointer
        elif kind == "parameter":
            assert lookup(value, "#/name"), pointer
    assert len(document.root["components"]["schemas"]) > 800
