"""Names of methods and of packages."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from generator.ir import Api, Operation
from generator.names.methods import method_candidates
from generator.surface import identify

OPERATION = Operation(
    method="GET",
    path="/pets",
    pointer="#/paths/~1pets/get",
    operation_id=None,
    tag="pets",
    summary="",
    description="",
    deprecated=False,
    parameters=(),
    body=None,
    responses=(),
    security=(),
)
API = Api("", "1", "", (), (), (), (), {}, {})


@pytest.mark.parametrize(
    ("operation_id", "expected"),
    [
        ("createPet", "create"),
        ("getPetById", "get_by_id"),
        ("delete-a-pet", "delete"),
        ("updateThePetName", "update_name"),
        ("get_list_of_pets", "get_list"),
        ("addToPets", "add"),
        ("by-pet", "by_pet"),
        ("pets", "pets"),
        ("sendMailTo", "send_mail_to"),
        ("1st pet", "call_1st"),
    ],
)
def test_a_method_without_the_words_of_its_resource(
    operation_id: str, expected: str
) -> None:
    operation = replace(OPERATION, operation_id=operation_id)
    assert method_candidates(operation, "pets")[0] == expected


@pytest.mark.parametrize(
    ("title", "package"),
    [
        ("Qiskit Runtime Sessions API", "qiskit_runtime_sessions"),
        ("API", "api"),
        ("Platform API", "platform_client"),
        ("Requests", "requests_client"),
        ("Pydantic-Core", "pydantic_core_client"),
        ("1Forge", "api_1_forge"),
        ("PetStore", "pet_store"),
        ("GitHub's official OpenAPI spec", "githubs_official_openapi_spec"),
        ("../../evil", "evil"),
        ("class", "class_client"),
        ("", "api_client"),
    ],
)
def test_a_package_is_called_like_the_api(title: str, package: str) -> None:
    assert identify(replace(API, title=title)).package == package


def test_a_package_hides_no_module() -> None:
    packages = {
        identify(API, name.strip("_")).package for name in sys.stdlib_module_names
    }
    assert not packages & sys.stdlib_module_names
