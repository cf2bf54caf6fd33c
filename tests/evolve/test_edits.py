"""Random edits of real documents, and what must hold for their comparison."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.diff import diff_versions, find_version
from generator.evolve import Change, Report, is_at_least
from tests.corpus import CORPUS, needs_corpus

pytestmark = needs_corpus

NAMES = [
    "sessions.yml",
    "museum.yaml",
    "burgershop.yaml",
    "petstore3.json",
    "qdrant.json",
]
TEXTS = ("description", "summary", "example", "title")
# Members of these are not what they are called: a property may be called "title".
NAMED = ("properties", "example", "examples", "default", "enum")
_known: dict[str, Any] = {}


def load(name: str) -> Any:
    """A document of the corpus, as its own author would edit it."""
    if name not in _known:
        _known[name] = yaml.load((CORPUS / name).read_text(), yaml.CSafeLoader)
    return json.loads(json.dumps(_known[name], default=str))


def compared(folder: Path, old: Any, new: Any) -> Report:
    for name, value in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(value))
    return diff_versions(*(find_version(folder / f"{n}.json") for n in ("old", "new")))


def changes(report: Report) -> list[Change]:
    return [each.change for each in report.changes]


def operations(document: Any) -> list[tuple[str, str]]:
    return [
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method in ("get", "put", "post", "delete", "patch")
    ]


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with properties below a value."""
    if isinstance(value, dict):
        if isinstance(value.get("properties"), dict) and value["properties"]:
            yield value
        for each in value.values():
            yield from schemas(each)
    elif isinstance(value, list):
        for each in value:
            yield from schemas(each)


def texts(value: Any, inside: str = "") -> Iterator[dict[str, Any]]:
    """Every object with a text for people; not one whose members are names."""
    if isinstance(value, dict):
        has_text = any(isinstance(value.get(key), str) for key in TEXTS)
        if has_text and inside not in NAMED:
            yield value
        for key, each in value.items():
            yield from texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, inside)


def remove_operation(document: Any, chance: random.Random) -> None:
    path, method = chance.choice(operations(document))
    del document["paths"][path][method]


def remove_property(document: Any, chance: random.Random) -> None:
    schema = chance.choice(list(schemas(document)))
    name = chance.choice(list(schema["properties"]))
    del schema["properties"][name]
    if name in schema.get("required", ()):
        schema["required"].remove(name)


def require_property(document: Any, chance: random.Random) -> None:
    schema = chance.choice(list(schemas(document)))
    free = [n for n in schema["properties"] if n not in schema.get("required", ())]
    if free:
        schema.setdefault("required", []).append(chance.choice(free))


def retype_property(document: Any, chance: random.Random) -> None:
    schema = chance.choice(list(schemas(document)))
    name = chance.choice(list(schema["properties"]))
    schema["properties"][name] = {"type": chance.choice(["boolean", "integer"])}


def add_property(document: Any, chance: random.Random) -> None:
    schema = chance.choice(list(schemas(document)))
    schema["properties"]["newcomer"] = {"type": "string"}


def add_parameter(document: Any, chance: random.Random) -> None:
    path, method = chance.choice(operations(document))
    document["paths"][path][method].setdefault("parameters", []).append(
        {
            "name": "newcomer",
            "in": "query",
            "required": True,
            "schema": {"type": "string"},
        }
    )


def change_text(document: Any, chance: random.Random) -> None:
    owner = chance.choice([each for each in texts(document) if "version" not in each])
    key = chance.choice([k for k in TEXTS if isinstance(owner.get(k), str)])
    owner[key] = f"Other words {chance.random()}"


EDITS = [
    remove_operation,
    remove_property,
    require_property,
    retype_property,
    add_property,
    add_parameter,
    change_text,
]
FEW, MANY = 6, 250


def check(folder: Path, name: str, chance: random.Random) -> None:
    edit = chance.choice(EDITS)
    old = load(name)
    new = copy.deepcopy(old)
    edit(new, chance)
    there, back = compared(folder, old, new), compared(folder, new, old)
    context = f"{edit.__name__} {sorted({c.rule.id for c in changes(there)})}"
    places = {(c.old_pointer, c.new_pointer) for c in changes(there)}
    mirrored = {(c.new_pointer, c.old_pointer) for c in changes(back)}
    assert places == mirrored, context
    if edit is change_text:
        assert not is_at_least(there.bump, "minor"), context
        assert not any(c.wire != "ok" for c in changes(there)), context
    elif edit in (remove_operation, add_parameter):
        rule = (
            "operation-removed"
            if edit is remove_operation
            else "parameter-required-added"
        )
        reverse = "operation-added" if edit is remove_operation else "parameter-removed"
        assert rule in {c.rule.id for c in changes(there)}, context
        assert reverse in {c.rule.id for c in changes(back)}, context
        assert there.bump == "major"


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_itself(tmp_path: Path, name: str) -> None:
    assert changes(compared(tmp_path, load(name), load(name))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_some_edits(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    for _ in range(2 if name == "qdrant.json" else FEW):
        check(tmp_path, name, chance)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_many_edits(tmp_path: Path, name: str) -> None:
    chance = random.Random(f"many {name}")
    for _ in range(20 if name == "qdrant.json" else MANY):
        check(tmp_path, name, chance)
