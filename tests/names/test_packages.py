"""Names of packages."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from generator.ir import Api
from generator.surface import identify

API = Api("", "1", "", (), (), (), (), {}, {})


@pytest.mark.parametrize(
    ("title", "package"),
    [
        ("Qiskit Runtime Sessions API", "qiskit_runtime_sessions"),
        ("API", "api"),
        ("Platform API", "platform_client"),
        ("Requests", "requests_client"),
        ("Pydantic-Core", "pydantic_core_client"),
        ("1Forge", "api_1forge"),
        ("PetStore", "petstore"),
        ("GitHub's official OpenAPI spec", "github"),
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
