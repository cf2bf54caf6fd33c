"""The runtimes of two generated packages in one process do not affect each other."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import _core
import pytest
from _core import formats


@pytest.fixture
def other_core() -> Iterator[ModuleType]:
    """The runtime, imported a second time under another name."""
    name, (folder,) = "other_core", _core.__path__
    spec = importlib.util.spec_from_file_location(
        name, f"{folder}/__init__.py", submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    before = set(sys.modules)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for added in {each for each in sys.modules if each.startswith(name)} - before:
        del sys.modules[added]


def marks(annotation: Any) -> list[type[object]]:
    """The classes of the marks in an annotation, through its arguments."""
    if get_origin(annotation) is Annotated:
        return [type(mark) for mark in get_args(annotation)[1:]]
    return [each for part in get_args(annotation) for each in marks(part)]


@pytest.mark.parametrize("name", ["Base64", "Base64Url"])
def test_marks_of_two_packages_are_not_equal(other_core: ModuleType, name: str) -> None:
    """typing keeps the first of two equal annotations, whoever made it."""
    ours, theirs = getattr(_core, name), getattr(other_core, name)
    assert ours != theirs
    assert marks(ours | None) == [formats.Base64Mark]
    assert marks(theirs | None) == [sys.modules["other_core.formats"].Base64Mark]
    assert formats.Base64Mark is not sys.modules["other_core.formats"].Base64Mark
