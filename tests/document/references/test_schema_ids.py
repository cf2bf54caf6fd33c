"""The identifiers of documents and schemas."""

from __future__ import annotations

from generator.document.references.schema_ids import index_schema_ids

SCHEMAS = {
    "A": {
        "$id": "https://a.example/a.json",
        "$defs": {"x": {"$anchor": "here", "$id": "b.json"}, "y": {"$anchor": "y"}},
    },
    "B": {"$dynamicAnchor": "node", "default": {"$id": "data", "$anchor": "data"}},
    "C": {"$id": "#old"},
}
DOCUMENT = {"openapi": "3.1.0", "components": {"schemas": SCHEMAS}}
A = "#/components/schemas/A"


def test_addresses_are_relative_to_the_enclosing_resource() -> None:
    ids = index_schema_ids(DOCUMENT, "/folder/api.json")
    assert ids.find("https://a.example/a.json", "#") == A
    assert ids.find("https://a.example/b.json", "#") == f"{A}/$defs/x"
    assert ids.find("b.json", A) == f"{A}/$defs/x"
    assert ids.find("c.json", A) is None
    assert ids.find("api.json", "#/paths") == "#"


def test_anchors_belong_to_a_resource() -> None:
    ids = index_schema_ids(DOCUMENT, "/folder/api.json")
    assert ids.resource_at(f"{A}/$defs/y/type") == A
    assert ids.anchor(A, "y") == f"{A}/$defs/y"
    assert ids.anchor("#", "node") == "#/components/schemas/B"
    assert ids.anchor("#", "old") == "#/components/schemas/C"
    assert ids.anchor("#", "y") == f"{A}/$defs/y"
    assert ids.anchor("#", "nowhere") is None


def test_data_has_no_identifiers() -> None:
    for root in (DOCUMENT, SCHEMAS):
        ids = index_schema_ids(root, "/folder/api.json")
        assert ids.anchor("#", "data") is None
        assert ids.find("data", "#") is None


def test_self_is_the_address_of_a_document() -> None:
    root = {**DOCUMENT, "$self": "https://a.example/v1/api.json"}
    ids = index_schema_ids(root, "/folder/other.json")
    assert ids.find("api.json", "#") == "#"
    assert ids.find("../v1/api.json", "#/paths") == "#"


def test_any_object_of_a_file_of_schemas_is_a_schema() -> None:
    ids = index_schema_ids({"anything": [{"$anchor": "z"}]}, "/folder/schemas.json")
    assert ids.anchor("#", "z") == "#/anything/0"
