"""Components whose definitions are in other files keep their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.document.conftest import Loader

HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"


PET = "type: object\nproperties: {owner: {$ref: owner.yml}}\n"


OWNER = "type: object\nproperties: {pets: {type: array, items: {$ref: pet.yml}}}\n"


BOTH = (
    "Pet: {type: object, properties: {owner: {$ref: '#OWNER'}}}\n"
    "Owner: {type: object, properties: {pets: {type: array, items: {$ref: '#PET'}}}}\n"
)


def both(place: str) -> str:
    return BOTH.replace("#OWNER", f"#{place}/Owner").replace("#PET", f"#{place}/Pet")


def indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("components", "used", "files"),
    [
        (
            "{schemas: {Pet: {$ref: s/pet.yml}, Owner: {$ref: s/owner.yml}}}",
            "s/pet.yml",
            {"s/pet.yml": PET, "s/owner.yml": OWNER},
        ),
        (
            "{schemas: {Pet: {$ref: 's/_index.yml#/P'}, Owner: {$ref: 's/owner.yml'}}}",
            "s/pet.yml",
            {
                "s/pet.yml": PET,
                "s/owner.yml": OWNER,
                "s/_index.yml": "P: {$ref: ./pet.yml}\n",
            },
        ),
        ("{schemas: {$ref: all.yml}}", "all.yml#/Pet", {"all.yml": both("")}),
        (
            "{$ref: all.yml}",
            "all.yml#/schemas/Pet",
            {"all.yml": "schemas:\n" + indented(both("/schemas"))},
        ),
        (
            "{schemas: {Pet: {$ref: 'all.yml#/components/schemas/Pet'}}}",
            "all.yml#/components/schemas/Pet",
            {
                "all.yml": HEAD
                + "components:\n  schemas:\n"
                + indented(indented(both("/components/schemas")))
            },
        ),
    ],
)
def test_a_component_in_another_file_is_that_component(
    load: Loader, components: str, used: str, files: dict[str, str]
) -> None:
    """Every reference to the file means the component, and no second one is made."""
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    content = f"content: {{application/json: {{schema: {{$ref: '{used}'}}}}}}"
    document, problems = load(
        f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n"
        f"        '200': {{description: ok, {content}}}\ncomponents: {components}\n"
    )
    assert {each.code for each in problems} <= {"misplaced-ref"}
    schemas = document.at("#/components/schemas").value
    assert schemas.keys() == {"Pet", "Owner"}
    assert schemas["Pet"]["properties"]["owner"] == {
        "$ref": "#/components/schemas/Owner"
    }
    assert schemas["Owner"]["properties"]["pets"]["items"] == {
        "$ref": "#/components/schemas/Pet"
    }
    where = "#/paths/~1a/get/responses/200/content/application~1json/schema"
    assert target(document, where) == "#/components/schemas/Pet"


def target(document: Any, pointer: str) -> str:
    found = document.at(pointer).deref()
    assert found is not None
    return str(found.pointer)


def test_a_forbidden_reference_in_another_file_is_reported_once(load: Loader) -> None:
    Path("pet.yml").write_text("$ref: 'ftp://me:secret@a.example/x'\n")
    _, (problem,) = load(
        f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{Pet: {{$ref: pet.yml}}}}}}\n"
    )
    assert (problem.code, problem.places[0].file) == ("forbidden-ref", "pet.yml")
    assert "secret" not in str(problem.message)


def test_sections_in_another_file_may_have_the_wrong_type(load: Loader) -> None:
    Path("all.yml").write_text("schemas: [1]\nparameters: 5\nresponses: {R: 7}\n")
    document, problems = load(f"{HEAD}paths: {{}}\ncomponents: {{$ref: all.yml}}\n")
    assert document.at("#/components").value == {"responses": {}}
    assert [each.code for each in problems].count("wrong-type") == 3
