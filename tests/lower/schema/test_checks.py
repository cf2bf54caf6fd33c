"""Problems of keywords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lower.documents import lower_document

PLACE = "#/components/schemas/Thing/properties/p"


def problems(folder: Path, schema: Any) -> list[str]:
    whole = {"type": "object", "properties": {"p": schema}}
    found = lower_document(folder, schemas={"Thing": whole}).problems
    return [each.replace(PLACE, "") for each in found]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "not": {"const": "a"}}, ["unenforced-keyword /not"]),
        ({"type": "array", "contains": {}}, ["unenforced-keyword /contains"]),
        (
            {"type": "object", "patternProperties": {"^a": {"type": "string"}}},
            ["unenforced-keyword /patternProperties"],
        ),
        ({"type": "string", "maxlength": 3}, ["unknown-keyword /maxlength"]),
        ({"type": "string", "x-max": 3}, []),
        (
            {"type": "integer", "minimum": 3, "maximum": 2},
            ["contradictory-schema /minimum", "contradictory-schema /maximum"],
        ),
        ({"type": "integer", "minimum": 2, "maximum": 2}, []),
        (
            {"type": "array", "minItems": 3, "maxItems": 2},
            ["contradictory-schema /minItems", "contradictory-schema /maxItems"],
        ),
        (
            {"const": 1, "enum": [True]},
            ["contradictory-schema /const", "contradictory-schema /enum"],
        ),
        ({"type": "string", "minimum": 3}, ["idle-keyword /minimum"]),
        ({"type": "integer", "minimum": 3}, []),
        ({"type": ["string", "number"], "minimum": 3}, []),
        ({"type": "string", "properties": {"a": {}}}, ["idle-keyword /properties"]),
        (
            {"type": "string", "additionalProperties": False},
            ["idle-keyword /additionalProperties"],
        ),
        ({"type": "object", "items": {}}, ["idle-keyword /items"]),
        ({"type": "object", "prefixItems": [{}]}, ["idle-keyword /prefixItems"]),
    ],
)
def test_problems_of_keywords(tmp_path: Path, schema: Any, expected: list[str]) -> None:
    assert problems(tmp_path, schema) == expected
