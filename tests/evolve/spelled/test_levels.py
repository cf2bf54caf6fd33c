"""Breaks that only the types of the two packages show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.evolve import compare, next_package
from tests.evolve.packages import package
from tests.lower.documents import ref

TEXT = {"type": "string"}
Schemas = dict[str, Any]


def sending(schema: Any) -> dict[str, Any]:
    """A path of an operation that sends a schema as the property ``it``."""
    body = {"type": "object", "properties": {"it": schema}}
    return {
        "/sent": {
            "post": {
                "tags": ["sent"],
                "requestBody": {"content": {"application/json": {"schema": body}}},
                "responses": {"204": {"description": ""}},
            }
        }
    }


def receiving(schema: Any) -> dict[str, Any]:
    """A path of an operation that receives a schema."""
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "", "content": content}}
    return {"/received": {"get": {"tags": ["received"], "responses": responses}}}


def both(schema: Any) -> dict[str, Any]:
    return {**sending(schema), **receiving(schema)}


def item(*required: str, **properties: Any) -> Schemas:
    declared = {"type": "object", "required": list(required), "properties": properties}
    return {"Item": declared}


def breaks(
    folder: Path, old: tuple[Any, Schemas], new: tuple[Any, Schemas]
) -> set[str]:
    """The changes with a source break, as rule and symbol."""
    before, after = package(folder, *old), package(folder, *new)
    after = next_package(before, after.api, {}, "shop")
    found = compare(before, after)
    return {f"{c.rule.id} {c.symbol}" for c in found if c.source == "break"}


ITEM, MODE = ref("Item"), {"type": "string", "enum": ["a", "b"]}
READ_ONLY, WRITE_ONLY = {**TEXT, "readOnly": True}, {**TEXT, "writeOnly": True}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # What is received has open enums.
        (
            (sending(ITEM), item(mode=MODE)),
            (both(ITEM), item(mode=MODE)),
            {"annotation-changed models.Item.mode"},
        ),
        # What is only sent takes the members of an enum alone.
        (
            (both(ITEM), item(mode=MODE)),
            (sending(ITEM), item(mode=MODE)),
            {"annotation-changed models.Item.mode"},
        ),
        # The class of the old name is the one that is received.
        (
            (both(ITEM), item(name=TEXT)),
            (both(ITEM), item("id", name=TEXT, id=READ_ONLY)),
            {"build-argument-required models.Item.id"},
        ),
        (
            (both(ITEM), item(name=TEXT)),
            (both(ITEM), item(name=TEXT, id=READ_ONLY)),
            set(),
        ),
        (
            (both(ITEM), item(name=TEXT)),
            (both(ITEM), item(name=WRITE_ONLY)),
            set(),
        ),
        # Nobody builds what is only received.
        (
            (receiving(ITEM), item(name=TEXT)),
            (receiving(ITEM), item("id", name=TEXT, id=TEXT)),
            set(),
        ),
        # A type-checker lets no program use the result of a method without one.
        (
            ({"/received": {"get": {"responses": {"204": {"description": ""}}}}}, {}),
            (receiving(TEXT), {}),
            set(),
        ),
        # A whole result, an item of one, and an argument of any value.
        ((receiving(TEXT), {}), (receiving({}), {}), {"response-type-lifted client.received.get()"}),
        (
            (receiving({"type": "array", "items": TEXT}), {}),
            (receiving({"type": "array", "items": {}}), {}),
            set(),
        ),
        ((sending(TEXT), {}), (sending({}), {}), set()),
        ((sending({}), {}), (sending(TEXT), {}), {"request-type-narrowed client.sent(it=)"}),
    ],
)  # fmt: skip
def test_source_breaks(
    tmp_path: Path,
    old: tuple[Any, Schemas],
    new: tuple[Any, Schemas],
    expected: set[str],
) -> None:
    found = breaks(tmp_path, old, new)
    lost = {each for each in found if each.startswith(("operation-", "type-name-"))}
    assert found - lost == expected
