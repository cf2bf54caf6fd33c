"""Fixtures: a project generated from a small document, and mutants of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from .checks import iter_failures
from .packages import generate_from, import_package
from .shop import DOCUMENT

_numbers = count(1)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project generated from the document."""
    return generate_from(DOCUMENT, "shop", tmp_path_factory.mktemp("shop"))


@pytest.fixture
def mutant_failures(
    project: Path, tmp_path: Path
) -> Iterator[Callable[[str, str, str], Iterator[str]]]:
    """A function that replaces a text in a file, and finds the failures one by one. The
    file may be followed by a class, whose definition is before the text.
    """
    names = []

    def check(file: str, old: str, new: str) -> Iterator[str]:
        name = f"shop_{next(_numbers)}"
        names.append(name)
        shutil.copytree(project / "shop", tmp_path / name)
        client = tmp_path / name / "client.py"  # knows its variables by the name
        client.write_text(client.read_text().replace("SHOP_", f"{name.upper()}_"))
        module, _, class_name = file.partition("#")
        path = tmp_path / name / module
        text = path.read_text()
        start = text.find(f"class {class_name}(") if class_name else 0
        assert old in text[start:], f"{file} has no {old}:\n{text}"
        path.write_text(text[:start] + text[start:].replace(old, new, 1))
        document = project / "tests" / "openapi.json"
        return iter_failures(import_package(tmp_path, name), document)

    yield check
    for module in list(sys.modules):
        if module.partition(".")[0] in names:
            del sys.modules[module]
