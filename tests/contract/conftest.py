"""Fixtures: a package generated from a small document, and mutants of it.

The modules of the contract tests are imported from the templates.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from testing.contract import Case, Contract

from generator.pipeline import Options, generate

from .shop import CASES, CREDENTIALS, DOCUMENT

Check = Callable[[str, str, str], list[str]]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a package generated from the document."""
    folder = tmp_path_factory.mktemp("shop")
    source = folder / "shop.json"
    source.write_text(json.dumps(DOCUMENT))
    generated = generate(source, Options(name="shop"))
    for name, text in generated.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def imported(folder: Path, name: str) -> ModuleType:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


def failures(package: ModuleType, document: Path) -> list[str]:
    """Run all checks; return the messages of those that fail."""
    found = []
    with Contract(package, CREDENTIALS, document) as contract:
        for case in CASES:
            for check in (
                contract.check_requests,
                contract.check_responses,
                contract.check_errors,
            ):
                try:
                    check(case)
                except AssertionError as error:
                    found.append(str(error))
    return found


_count = 0


@pytest.fixture
def mutant(shop: Path, tmp_path: Path) -> Iterator[Check]:
    """A function that replaces `old` by `new` in a file and returns the failures."""
    names = []

    def check(file: str, old: str, new: str) -> list[str]:
        global _count
        _count += 1
        name = f"shop_{_count}"
        names.append(name)
        package = tmp_path / name
        shutil.copytree(shop / "shop", package)
        path = package / file
        text = path.read_text()
        assert old in text, f"{file} has no {old}:\n{text}"
        path.write_text(text.replace(old, new, 1))
        return failures(imported(tmp_path, name), shop / "tests" / "openapi.json")

    yield check
    for loaded in list(sys.modules):
        if loaded.partition(".")[0] in names:
            del sys.modules[loaded]


__all__ = ["Case", "failures", "imported"]
