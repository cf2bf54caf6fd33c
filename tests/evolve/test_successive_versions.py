"""Consecutive versions of a real API, their comparison checked by independent code.

The judge reads the documents as plain JSON: operations by method and path, parameters
by location and name, schemas by name. It shares nothing with the generator.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.diff import diff_versions, find_version
from generator.evolve import LocatedChange, Report
from tests.corpus import CORPUS, needs_corpus

VERSIONS = sorted((CORPUS / "versions").glob("*.json"))
PAIRS = list(itertools.pairwise(VERSIONS))
IDS = [f"{old.stem}-{new.stem}" for old, new in PAIRS]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

pytestmark = needs_corpus
pairs = pytest.mark.parametrize(("old", "new"), PAIRS, ids=IDS)


@cache
def compared(old: Path, new: Path) -> Report:
    return diff_versions(find_version(old), find_version(new))


@cache
def read(path: Path) -> Any:
    return json.loads(path.read_text())


def lookup(root: Any, pointer: str) -> Any:
    """The value at a pointer, following references on the way; None if nothing."""
    value = root
    for token in pointer.removeprefix("#").split("/")[1:]:
        value = resolved(root, value)
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return None
    return resolved(root, value)


def resolved(root: Any, value: Any) -> Any:
    while isinstance(value, dict) and "$ref" in value:
        value = lookup(root, value["$ref"])
    return value


def operations(root: Any) -> dict[tuple[str, str], Any]:
    return {
        (method, path): item[method]
        for path, item in root["paths"].items()
        for method in METHODS
        if method in item
    }


def parameters(root: Any, path: str, operation: Any) -> dict[tuple[str, str], Any]:
    found = [
        *root["paths"][path].get("parameters", []),
        *operation.get("parameters", []),
    ]
    whole = [resolved(root, each) for each in found]
    return {(each["in"], each["name"]): each for each in whole}


def of(report: Report, *rules: str) -> list[LocatedChange]:
    return [each for each in report.changes if each.change.rule.id in rules]


def pointer(method: str, path: str) -> str:
    return f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"


@pairs
def test_added_and_removed_operations(old: Path, new: Path) -> None:
    before, after = operations(read(old)), operations(read(new))
    report = compared(old, new)
    removed = {each.change.old_pointer for each in of(report, "operation-removed")}
    added = {each.change.new_pointer for each in of(report, "operation-added")}
    assert removed == {pointer(*key) for key in before.keys() - after.keys()}
    assert added == {pointer(*key) for key in after.keys() - before.keys()}


@pairs
def test_added_and_removed_parameters(old: Path, new: Path) -> None:
    before, after = operations(read(old)), operations(read(new))
    added, removed = 0, 0
    for key in before.keys() & after.keys():
        known = parameters(read(old), key[1], before[key])
        found = parameters(read(new), key[1], after[key])
        added += len(found.keys() - known.keys())
        removed += len(known.keys() - found.keys())
    report = compared(old, new)
    kinds = ("required", "optional", "defaulted")
    reported = of(report, *(f"parameter-{kind}-added" for kind in kinds))
    assert len(reported) == added
    assert len(of(report, "parameter-removed")) == removed


def properties(root: Any, name: str) -> Iterator[tuple[str, bool]]:
    schema = root["components"]["schemas"][name]
    for each in schema.get("properties", {}):
        yield each, each in schema.get("required", ())


@pairs
def test_lost_and_newly_required_properties_are_found(old: Path, new: Path) -> None:
    """Nothing that a schema of both versions lost, or requires now, is missed."""
    before, after = (
        read(old)["components"]["schemas"],
        read(new)["components"]["schemas"],
    )
    places = {each.change.old_pointer for each in compared(old, new).changes}
    for name in before.keys() & after.keys():
        known, found = dict(properties(read(old), name)), dict(
            properties(read(new), name)
        )
        place = f"#/components/schemas/{name}"
        for each, required in known.items():
            lost = each not in found
            if lost or found[each] != required:
                assert f"{place}/properties/{each}" in places, (name, each)
        for each, required in found.items():
            if required and each not in known:
                assert f"{place}/properties/{each}" in places, (name, each)


@pairs
def test_nothing_is_invented(old: Path, new: Path) -> None:
    """What was removed is in the old document only, what was added in the new one only,
    and any other change is about something that differs.
    """
    before, after = read(old), read(new)
    for each in compared(old, new).changes:
        rule, change = each.change.rule.id, each.change
        known = lookup(before, change.old_pointer)
        found = lookup(after, change.new_pointer)
        if rule in ("operation-added", "model-added") or rule.endswith(
            "property-added"
        ):
            assert known is None and found is not None, change
        elif rule.endswith("property-removed") or rule == "operation-removed":
            assert known is not None and found is None, change
        elif rule.startswith(("parameter-", "property-")) and not rule.endswith(
            "added"
        ):
            assert known != found, change


@pairs
def test_places_are_where_the_text_is(old: Path, new: Path) -> None:
    lines = [path.read_text().splitlines() for path in (old, new)]
    for each in compared(old, new).changes:
        for place, side in ((each.old, 0), (each.new, 1)):
            assert 1 <= place.line <= len(lines[side])
            name = (
                place.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            )
            is_there = lookup(read((old, new)[side]), place.pointer) is not None
            if "/properties/" in place.pointer and is_there:
                assert name in lines[side][place.line - 1]
