"""Usage of declarations, and request models of those with one-way properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.ir import (
    Alias,
    ArrayType,
    Declaration,
    Discriminator,
    Model,
    RefType,
    UnionType,
    request_id,
)

from .documents import SCHEMAS, Lowered, lower_document, ref

TEXT = {"type": "string"}
READ_ONLY = {
    "type": "object",
    "properties": {"id": {**TEXT, "readOnly": True}, "a": TEXT},
}


def lowered(
    folder: Path, schemas: dict[str, Any], sent: str = "", got: str = ""
) -> Lowered:
    """Lower schemas of which `sent` is sent and `got` is received."""
    operation: dict[str, Any] = {"responses": {"200": {"description": ""}}}
    if sent:
        operation["requestBody"] = {
            "content": {"application/json": {"schema": ref(sent)}}
        }
    if got:
        operation["responses"]["200"]["content"] = {
            "application/json": {"schema": ref(got)}
        }
    return lower_document(folder, {"/": {"post": operation}}, schemas)


def fields(declared: Declaration) -> dict[str, bool]:
    """The fields of a model, and whether each is required."""
    assert isinstance(declared, Model)
    return {field.name: field.required for field in declared.fields}


def sent_type(found: Lowered) -> object:
    body = found.operation.body
    assert body is not None
    return body.contents[0].type


@pytest.mark.parametrize(
    ("sent", "got", "usage"),
    [
        ("Thing", "", "request"),
        ("", "Thing", "response"),
        ("Thing", "Thing", "both"),
        ("", "", "both"),
    ],
)
def test_a_declaration_is_sent_or_received_or_both(
    tmp_path: Path, sent: str, got: str, usage: str
) -> None:
    schemas = {"Thing": {"type": "object", "properties": {"part": ref("Part")}}}
    schemas["Part"] = {"type": "object", "properties": {"a": TEXT}}
    api = lowered(tmp_path, schemas, sent, got).api
    assert api.usage == {SCHEMAS + "Thing": usage, SCHEMAS + "Part": usage}


def test_a_model_that_is_only_sent_has_no_read_only_property(tmp_path: Path) -> None:
    found = lowered(tmp_path, {"Thing": READ_ONLY}, sent="Thing")
    assert fields(found.declared("Thing")) == {"a": False}
    assert len(found.api.types) == 1


def test_a_model_in_both_directions_has_a_request_model(tmp_path: Path) -> None:
    found = lowered(tmp_path, {"Thing": READ_ONLY}, "Thing", "Thing")
    key = SCHEMAS + "Thing"
    assert fields(found.api.types[key]) == {"id": False, "a": False}
    assert fields(found.api.types[request_id(key)]) == {"a": False}
    assert found.api.usage == {key: "response", request_id(key): "request"}
    assert sent_type(found) == RefType(request_id(key))
    assert found.operation.responses[0].contents[0].type == RefType(key)


def test_a_write_only_property_is_not_required_in_a_response(tmp_path: Path) -> None:
    secret = {"type": "object", "properties": {"s": {**TEXT, "writeOnly": True}}}
    secret["required"] = ["s"]
    found = lowered(tmp_path, {"Thing": secret}, "Thing", "Thing")
    assert fields(found.declared("Thing")) == {"s": False}
    assert fields(found.api.types[request_id(SCHEMAS + "Thing")]) == {"s": True}


def test_a_model_that_no_operation_uses_is_read(tmp_path: Path) -> None:
    secret = {
        "type": "object",
        "required": ["s", "id"],
        "properties": {
            "s": {**TEXT, "writeOnly": True},
            "id": {**TEXT, "readOnly": True},
        },
    }
    found = lowered(tmp_path, {"Thing": secret})
    assert fields(found.declared("Thing")) == {"s": False, "id": True}


def test_an_optional_write_only_property_needs_no_request_model(tmp_path: Path) -> None:
    secret = {"type": "object", "properties": {"s": {**TEXT, "writeOnly": True}}}
    found = lowered(tmp_path, {"Thing": secret}, "Thing", "Thing")
    assert list(found.api.types) == [SCHEMAS + "Thing"]


def test_what_refers_to_a_split_model_is_split_and_nothing_else(tmp_path: Path) -> None:
    schemas = {
        "Thing": READ_ONLY,
        "Plain": {"type": "object", "properties": {"a": TEXT}},
        "Whole": {
            "type": "object",
            "properties": {
                "things": {"type": "array", "items": ref("Thing")},
                "plain": ref("Plain"),
            },
        },
    }
    found = lowered(tmp_path, schemas, "Whole", "Whole")
    split = {key for key in found.api.types if request_id(key) in found.api.types}
    assert split == {SCHEMAS + "Thing", SCHEMAS + "Whole"}
    whole = found.api.types[request_id(SCHEMAS + "Whole")]
    assert isinstance(whole, Model)
    assert [field.type for field in whole.fields] == [
        ArrayType(RefType(request_id(SCHEMAS + "Thing"))),
        RefType(SCHEMAS + "Plain"),
    ]


def test_the_discriminator_of_a_split_union_names_request_models(
    tmp_path: Path,
) -> None:
    properties = {"id": {**TEXT, "readOnly": True}, "kind": {"const": "a"}}
    schemas = {
        "A": {"type": "object", "properties": properties, "required": ["kind"]},
        "B": {"type": "object", "properties": {"kind": {"const": "b"}}},
        "Either": {
            "oneOf": [ref("A"), ref("B")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"a": SCHEMAS + "A", "b": SCHEMAS + "B"},
            },
        },
    }
    found = lowered(tmp_path, schemas, "Either", "Either")
    sent = found.api.types[request_id(SCHEMAS + "Either")]
    assert isinstance(sent, Alias)
    a, b = request_id(SCHEMAS + "A"), SCHEMAS + "B"
    expected = Discriminator("kind", (("a", a), ("b", b)))
    assert sent.type == UnionType((RefType(a), RefType(b)), expected)


@pytest.mark.parametrize(
    ("sent", "got"), [("Either", "Either"), ("Either", ""), ("", "Either")]
)
@pytest.mark.parametrize("mark", ["readOnly", "writeOnly"])
def test_a_tag_in_one_direction_is_no_tag_in_the_other(
    tmp_path: Path, mark: str, sent: str, got: str
) -> None:
    schemas: dict[str, Any] = {
        name: {
            "type": "object",
            "properties": {"kind": {**TEXT, mark: True}, name: TEXT},
            "required": ["kind", name],
        }
        for name in ("A", "B")
    }
    schemas["Either"] = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind"},
    }
    api = lowered(tmp_path, schemas, sent, got).api
    for key, declared in api.types.items():
        if isinstance(declared, Alias):
            assert isinstance(declared.type, UnionType)
            is_sent = api.usage[key] == "request"
            is_tagged = declared.type.discriminator is not None
            assert is_tagged is (is_sent is (mark == "writeOnly"))


def test_a_model_that_is_sent_knows_what_is_read_only(tmp_path: Path) -> None:
    api = lowered(tmp_path, {"Thing": READ_ONLY}, "Thing", "Thing").api
    key = SCHEMAS + "Thing"
    received, sent = api.types[key], api.types[request_id(key)]
    assert isinstance(received, Model) and received.read_only == ()
    assert isinstance(sent, Model) and sent.read_only == ("id",)
