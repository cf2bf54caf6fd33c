"""The signatures in a report; `tests/acceptance/test_signatures.py` compares those of
methods with the package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.evolve.report.signatures import declaration_signature, method_signatures
from generator.ir import request_id
from generator.surface import Package
from tests.evolve.packages import package

PET = "#/components/schemas/Pet"
SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": ["string", "null"]},
            "kind": {"$ref": "#/components/schemas/Kind"},
            "born": {"type": "string", "format": "date"},
            "tag": {"$ref": "#/components/schemas/Tag"},
        },
    },
    "Kind": {"enum": ["cat", "dog"]},
    "Owner": {"anyOf": [{"$ref": PET}, {"type": "string"}]},
    "Tag": {
        "type": "object",
        "properties": {"id": {"type": "string", "readOnly": True}},
    },
}
CONTENT = {"application/json": {"schema": {"$ref": PET}}}
PATHS = {
    "/pets/{id}": {
        "put": {
            "operationId": "update_pet",
            "tags": ["pets"],
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "requestBody": {"required": True, "content": CONTENT},
            "responses": {"200": {"description": "", "content": CONTENT}},
        }
    }
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Package:
    return package(tmp_path, PATHS, SCHEMAS)


def test_a_method(shop: Package) -> None:
    found = method_signatures(shop)
    assert found["#/paths/~1pets~1{id}/put"].splitlines() == [
        "client.pets.update(",
        "    id: str,",
        "    *,",
        "    name: str | None,",
        "    kind: models.Kind | None = None,",
        "    born: dt.date | str | None = None,",
        "    tag: models.TagInput | models.Tag | inputs.TagDict | None = None,",
        "    options: RequestOptionsLike | None = None,",
        ") -> models.Pet",
    ]


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (
            PET,
            [
                "class Pet(Model):",
                "    id: str",
                "    name: str | None",
                "    kind: Open[Kind | str] | None = None",
                "    born: dt.date | None = None",
                "    tag: Tag | None = None",
            ],
        ),
        (
            request_id(PET),
            [
                "class PetInput(Model):",
                "    name: str | None",
                "    kind: Kind | None = None",
                "    born: dt.date | None = None",
                "    tag: TagInput | None = None",
            ],
        ),
        (
            "#/components/schemas/Kind",
            ["Kind = Literal[", '    "cat",', '    "dog",', "]"],
        ),
        ("#/components/schemas/Owner", ["Owner = Pet", "    | str"]),
        (
            request_id("#/components/schemas/Tag"),
            ["class TagInput(Model):", "    pass"],
        ),
        ("#/components/schemas/Missing", []),
    ],
)
def test_declarations(shop: Package, key: str, lines: list[str]) -> None:
    assert declaration_signature(shop, key).splitlines() == lines
