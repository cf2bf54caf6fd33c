"""Wire levels: what users of the old package get from a server of the new document."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import DocumentError
from tests.corpus import SESSIONS, needs_corpus
from tests.evolve.edits import edited
from tests.evolve.edits.documents import REAL, grammar_document, real_document

from .judge import Judged, OldVersion

OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
TEXT = {"type": "string"}
REFERENCE = {"$ref": "#/components/schemas/Cat"}
MINIMUM = 0.97
GRAMMAR_DENSITY = 0.15


def variant(tag: str, required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind", required],
        "properties": {"kind": {"type": "string", "enum": [tag]}, required: TEXT},
    }


SHOP: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "paths": {
        "/item": {
            "get": {
                "operationId": "get_item",
                "parameters": [{"name": "q", "in": "query", "schema": TEXT}],
                "responses": {
                    "200": {
                        "description": "Found",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Item"}
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Item": {
                "type": "object",
                "required": ["id", "tags", "part"],
                "properties": {
                    "id": TEXT,
                    "note": TEXT,
                    "tags": {"type": "array", "items": TEXT},
                    "part": OBJECT,
                    "extra": {},
                    "state": {"type": "string", "enum": ["open", "closed"]},
                    "mark": {"type": "string", "enum": ["only"]},
                    "pet": {"oneOf": [REFERENCE, {"$ref": "#/components/schemas/Dog"}]},
                },
            },
            "Cat": variant("cat", "lives"),
            "Dog": variant("dog", "bark"),
            "Bird": variant("bird", "song"),
        }
    },
}


def _property(name: str, schema: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["components"]["schemas"]["Item"]["properties"][name] = schema

    return change


def _result(schema: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        response = document["paths"]["/item"]["get"]["responses"]["200"]
        response["content"]["application/json"]["schema"] = schema

    return change


def _other_status(document: dict[str, Any]) -> None:
    responses = document["paths"]["/item"]["get"]["responses"]
    responses["202"] = responses.pop("200")


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        item = document["components"]["schemas"]["Item"]
        del item["properties"][name]
        item["required"] = [each for each in item["required"] if each != name]

    return change


def _optional(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Item"]["required"] = ["tags", "part"]


ITEM = {"$ref": "#/components/schemas/Item"}
BIRD = {"$ref": "#/components/schemas/Bird"}
PETS = SHOP["components"]["schemas"]["Item"]["properties"]["pet"]["oneOf"]
EXAMPLES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "list -> object": (_property("tags", OBJECT), "break"),
    "object -> list": (_property("part", {"type": "array", "items": TEXT}), "break"),
    "instance -> list": (_result({"type": "array", "items": ITEM}), "break"),
    "object -> text": (_property("part", TEXT), "break"),
    "200 -> 202": (_other_status, "warn"),
    "null for an optional property": (
        _property("note", {"type": ["string", "null"]}),
        "warn",
    ),
    "null for a required property": (
        _property("id", {"type": ["string", "null"]}),
        "break",
    ),
    "any value -> object": (_property("extra", OBJECT), "ok"),
    "object -> any value": (_property("part", {}), "warn"),
    "text -> integer": (_property("note", {"type": "integer"}), "warn"),
    "text -> date": (_property("note", {**TEXT, "format": "date"}), "ok"),
    "union variant added": (_property("pet", {"oneOf": [*PETS, BIRD]}), "warn"),
    "enum member added": (
        _property("state", {**TEXT, "enum": ["open", "closed", "lost"]}),
        "ok",
    ),
    "member added to a constant": (
        _property("mark", {**TEXT, "enum": ["only", "other"]}),
        "warn",
    ),
    "required property removed": (_without("id"), "break"),
    "optional property removed": (_without("note"), "warn"),
    "required -> optional": (_optional, "break"),
    "property added": (_property("more", TEXT), "ok"),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OldVersion]:
    with OldVersion(SHOP, tmp_path_factory.mktemp("shop"), "wire_shop") as old:
        yield old


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(shop: OldVersion, name: str) -> None:
    change, level = EXAMPLES[name]
    new = copy.deepcopy(SHOP)
    change(new)
    judged = shop.judge(new)
    assert judged.observed == level, judged.findings
    assert judged.reported == level, [each.rule.id for each in judged.changes]


def judge_edits(
    old: OldVersion, document: dict[str, Any], seed: str, count: int
) -> Iterator[tuple[str, Judged]]:
    """Yield edits of a document that can be judged."""
    for number in range(count):
        found = edited(document, random.Random(f"{seed} {number}"))
        if found is None:
            continue
        label, new = found
        try:
            judged = old.judge(new)
        except DocumentError:  # The generator refuses the edited document.
            continue
        if judged.agrees is not None:
            yield f"{seed} {number}: {label}", judged


def described(label: str, judged: Judged) -> str:
    rules = sorted({each.rule.id for each in judged.changes if each.wire != "ok"})
    found = [f"{method}: {each.reason[:200]}" for method, each in judged.findings]
    levels = f"reported {judged.reported}, observed {judged.observed}"
    return f"{label}: {levels}; {rules}; {found[:2]}"


def test_some_edits(tmp_path: Path) -> None:
    document = real_document(SESSIONS.name)
    with OldVersion(document, tmp_path, "wire_sessions") as old:
        judged = list(judge_edits(old, document, "sessions", 20))
    assert len(judged) >= 15
    assert {each.observed for _, each in judged} == {"ok", "warn", "break"}
    wrong = [described(*each) for each in judged if not each[1].agrees]
    assert wrong == []


@pytest.mark.slow
@needs_corpus
def test_many_edits(tmp_path: Path) -> None:
    """What is left is reported as graver than the draws show: a list parameter that
    became a scalar (drawn lists have one item), null and variants inside of parameters
    (null is never sent there), a variant of a body without a tag that became stricter
    (another variant accepts it), and a list in place of one model of a union.
    """
    documents = {name: real_document(name) for name in REAL}
    for seed in range(16):
        name = f"grammar {seed}"
        documents[name] = grammar_document(seed, GRAMMAR_DENSITY)
    every: list[tuple[str, Judged]] = []
    for number, (name, document) in enumerate(documents.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        count = 60 if name in REAL else 20
        with OldVersion(document, folder, f"wire_{number}") as old:
            every += judge_edits(old, document, name, count)
    wrong = [described(*each) for each in every if not each[1].agrees]
    print(*wrong, sep="\n")
    assert len(every) >= 1000
    assert 1 - len(wrong) / len(every) >= MINIMUM, wrong
