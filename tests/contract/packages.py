"""Generates and imports packages."""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.contract import Case, Contract
from generator.pipeline import Options, generate

__all__ = [
    "cases_by_path",
    "generate_from",
    "import_package",
    "open_contract",
    "own_cases",
    "write_project",
]


def generate_from(document: Any, name: str, folder: Path) -> Path:
    """Generate a project from a document that is not a file; return its folder."""
    folder.mkdir(exist_ok=True)
    source = folder / "source.json"
    source.write_text(json.dumps(document))
    return write_project(source, folder, Options(name=name))


def write_project(source: Path, folder: Path, options: Options) -> Path:
    """Generate a project from a file into a folder; return the folder."""
    for path, text in generate(source, options).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def import_package(folder: Path, name: str) -> ModuleType:
    """Import a package from a folder."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


def own_cases(text: str) -> Iterator[Case]:
    """Yield the cases in a module of the contract tests of a package."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign):
            yield from eval(ast.unparse(statement.value), {"Case": Case})
            return


def open_contract(project: Path, name: str) -> Contract:
    """Return the contract of a package without credentials, to be closed by `with`."""
    document = project / "tests" / "openapi.json"
    return Contract(import_package(project, name), {}, document)


def cases_by_path(project: Path, resource: str) -> dict[str, Case]:
    """Return the cases of a resource in the package's own tests, by path."""
    text = (project / "tests" / f"test_{resource}.py").read_text()
    return {case.path.removeprefix("/"): case for case in own_cases(text)}
