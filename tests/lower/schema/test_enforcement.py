"""What the client leaves to the server, by the place of the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lower.documents import SCHEMAS, lower_document, ref

THING = f"{SCHEMAS}Thing"


def not_enforced(folder: Path, **schemas: Any) -> list[tuple[str, str]]:
    api = lower_document(folder, schemas=schemas).api
    return [(each.pointer, each.keyword) for each in api.not_enforced]


@pytest.mark.parametrize(
    ("schema", "keywords"),
    [
        ({"type": "string", "not": {"const": "a"}}, ["not"]),
        ({"type": "string", "pattern": "(?=a)"}, ["pattern"]),
        ({"type": "string", "pattern": "a"}, []),
        (
            {"type": "array", "contains": {}, "maxContains": 2},
            ["contains", "maxContains"],
        ),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, ["prefixItems"]),
        ({"type": "array", "prefixItems": [{}], "minItems": 1, "maxItems": 1}, []),
        ({"type": "number", "enum": [0.5, 1.5]}, ["enum"]),
        ({"type": "integer", "enum": [1, 2]}, []),
        ({"const": {"a": 1}}, ["const"]),
        ({"type": "object", "patternProperties": {"/a~": {}}}, ["patternProperties"]),
        (
            {"type": "object", "dependentRequired": {"a": ["b"]}, "if": {}, "then": {}},
            ["dependentRequired", "if", "then"],
        ),
        (
            {
                "type": "object",
                "properties": {"a": {}, "b": {}},
                "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            },
            ["anyOf"],
        ),
    ],
)
def test_keyword_that_no_type_expresses_is_listed_with_its_schema(
    tmp_path: Path, schema: Any, keywords: list[str]
) -> None:
    found = not_enforced(tmp_path, Thing=schema)
    assert found == [(THING, keyword) for keyword in keywords]


def test_keyword_of_an_included_schema_is_listed_where_it_is(tmp_path: Path) -> None:
    base = {"type": "object", "propertyNames": {"maxLength": 3}}
    thing = {"allOf": [ref("Base"), {"not": {"required": ["a"]}}]}
    assert not_enforced(tmp_path, Base=base, Thing=thing) == [
        (f"{SCHEMAS}Base", "propertyNames"),
        (f"{THING}/allOf/1", "not"),
    ]


def test_keyword_of_several_merged_schemas_is_listed_for_each(tmp_path: Path) -> None:
    fractions = {"type": "number", "enum": [0.5, 1.5]}
    required = {"type": "object", "required": ["a"]}
    found = not_enforced(
        tmp_path,
        Rate={"allOf": [fractions, fractions]},
        Thing={"allOf": [{"not": {"const": 1}}, {"not": {"const": 2}}, required]},
    )
    assert found == [
        (f"{SCHEMAS}Rate/allOf/0", "enum"),
        (f"{SCHEMAS}Rate/allOf/1", "enum"),
        (f"{THING}/allOf/0", "not"),
        (f"{THING}/allOf/1", "not"),
        (f"{THING}/allOf/2", "required"),
    ]
