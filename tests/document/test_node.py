"""The nodes of a loaded document."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.document.node import Document

TEXT = """\
openapi: 3.1.0
info: {title: A, version: '1'}
paths: {}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {type: string, enum: [x, y]}
    C: {$ref: '#/components/schemas/Nowhere'}
"""
SCHEMAS = "#/components/schemas"


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "api.yml"
    path.write_text(TEXT)
    return load_document(path, Problems())


def test_members_have_their_pointers(document: Document) -> None:
    schema = document.at(f"{SCHEMAS}/B")
    enum = schema.get("enum")
    assert enum is not None
    assert [node.value for node in enum.values()] == ["x", "y"]
    assert [node.pointer for _, node in enum.items()] == [
        f"{SCHEMAS}/B/enum/0",
        f"{SCHEMAS}/B/enum/1",
    ]
    last = enum.get(1)
    assert last is not None
    assert (last.value, document.place(last.pointer).line) == ("y", 7)


@pytest.mark.parametrize("key", ["missing", 0])
def test_missing_members_are_none(document: Document, key: str | int) -> None:
    node = document.at(f"{SCHEMAS}/B")
    assert node.get(key) is None
    assert list(document.at(f"{SCHEMAS}/B/type").items()) == []


def test_references_lead_to_the_node_of_the_value(document: Document) -> None:
    node = document.at(f"{SCHEMAS}/A").deref()
    assert node is not None
    assert node.pointer == f"{SCHEMAS}/B"
    assert node.deref() is node
    assert document.at(f"{SCHEMAS}/C").deref() is None
    assert document.target(f"{SCHEMAS}/A") == f"{SCHEMAS}/B"


def test_a_pointer_without_a_node_is_an_error(document: Document) -> None:
    with pytest.raises(KeyError):
        document.at("#/nowhere")
    assert document.place("#/components/nowhere").line == 4


def test_a_bundle_is_a_copy(document: Document) -> None:
    bundle = document.bundle()
    assert bundle["components"]["schemas"]["C"] == {}
    bundle["components"].clear()
    assert document.at(f"{SCHEMAS}/B").value["type"] == "string"


def test_members_and_elements_are_those_of_an_object_or_array(
    document: Document,
) -> None:
    schemas = document.at(SCHEMAS)
    assert [name for name, _ in schemas.members("B")] == ["type", "enum"]
    assert schemas.members("missing") == []
    schema = document.at(f"{SCHEMAS}/B")
    assert [node.value for node in schema.elements("enum")] == ["x", "y"]
    assert (schema.members("enum"), schema.elements("type")) == ([], [])


def test_an_object_is_found_through_its_reference(document: Document) -> None:
    schemas = document.at(SCHEMAS)
    found = schemas.object("A")
    assert found is not None
    assert found.pointer == f"{SCHEMAS}/B"
    assert schemas.object("C") is None
    assert found.object("type") is None
