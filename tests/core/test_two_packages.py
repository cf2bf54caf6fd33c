"""The runtimes of two generated packages in one process do not affect each other."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import pytest
from _core import base64_bytes


@pytest.fixture
def other_base64_bytes() -> Iterator[ModuleType]:
    """A module of the runtime, imported a second time in another package."""
    name, folder = "other_core", str(Path(base64_bytes.__file__).parent)
    spec = importlib.util.spec_from_file_location(
        name, f"{folder}/__init__.py", submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    before = set(sys.modules)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield importlib.import_module("other_core.base64_bytes")
    for added in {each for each in sys.modules if each.startswith(name)} - before:
        del sys.modules[added]


def marks(annotation: Any) -> list[type[object]]:
    """The classes of the marks in an annotation, through its arguments."""
    if get_origin(annotation) is Annotated:
        return [type(mark) for mark in get_args(annotation)[1:]]
    return [each for part in get_args(annotation) for each in marks(part)]


@pytest.mark.parametrize("name", ["Base64", "Base64Url"])
def test_marks_of_two_packages_are_not_equal(
    other_base64_bytes: ModuleType, name: str
) -> None:
    """typing keeps the first of two equal annotations, whoever made it."""
    ours, theirs = getattr(base64_bytes, name), getattr(other_base64_bytes, name)
    assert ours != theirs
    assert marks(ours | None) == [base64_bytes.Base64Mark]
    assert marks(theirs | None) == [other_base64_bytes.Base64Mark]
    assert base64_bytes.Base64Mark is not other_base64_bytes.Base64Mark
