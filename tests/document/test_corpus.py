"""Every document of the corpus loads, without loss of operations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.diagnostics.model import Problem, Problems
from generator.document.grammar import walk
from generator.document.load import load_document
from generator.document.node import Document
from generator.document.normalize.consistency import operations_of
from generator.document.pointer import lookup
from tests.corpus import for_each_document


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


@for_each_document("path")
def test_every_document_loads(path: Path) -> None:
    document, problems = loaded(path)
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


@for_each_document("path", "stripe.yaml", "asana.yaml", "box.json", "xero.yaml")
def test_no_operation_is_lost(path: Path) -> None:
    document, _ = loaded(path)
    text = path.read_text()
    marker = '"operationId": ' if path.suffix == ".json" else "operationId: "
    assert len(operations(document.root)) == text.count(marker)


@for_each_document("path", "digitalocean/DigitalOcean-public.v2.yaml")
def test_a_document_of_thousands_of_files(path: Path) -> None:
    document, problems = loaded(path)
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
