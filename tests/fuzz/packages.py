"""Generates the package of a document, imports it and builds its models."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.diagnostics.model import DocumentError, Problem
from generator.pipeline import Options, generate

from .isolation import Failure

__all__ = ["PACKAGE_NAME", "Package", "write_project"]

PACKAGE_NAME = "fuzzed"
# A document of the grammar has none of these problems, but for a finding that JSON Schema
# does not share: the name of a required property need not be declared.
_INVALID = ("invalid-document", "invalid-default")
_ALLOWED = "Required list has not defined properties"


class Package:
    """A generated package that can be imported."""

    def __init__(self, project: Path) -> None:
        self.project = project
        sys.path.insert(0, str(project))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.modules = list(_import_all(importlib.import_module(PACKAGE_NAME)))
            self.models = importlib.import_module(f"{PACKAGE_NAME}.models")
        lock = json.loads((project / "gen-client.lock").read_text(encoding="utf-8"))
        self._names: dict[str, str] = lock["names"]["types"]

    def core(self, name: str) -> Any:
        """Return a module of the runtime."""
        return importlib.import_module(f"{PACKAGE_NAME}._core.{name}")

    def type_of(self, pointer: str) -> Any:
        """Return the type of a component; None if it has none of its own."""
        return getattr(self.models, self._names.get(pointer, ""), None)

    def schema(self, kind: Any) -> Any:
        """Return the runtime's description of a type."""
        return self.core("schema").Schema(lambda: kind)

    def build(self) -> int:
        """Build the models, the aliases and the types of operations; return how many."""
        built = 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name in self.models.__all__:
                exported = getattr(self.models, name)
                if hasattr(exported, "model_rebuild"):
                    exported.model_rebuild(force=True)
                self.schema(exported).adapter.rebuild()
                built += 1
            for each in self.operations():
                for schema in _schemas(each, self.core("schema").Schema):
                    schema.adapter.rebuild()
                    built += 1
        return built

    def operations(self) -> Iterator[Any]:
        """Yield the constants that describe the operations."""
        kind = self.core("operation").Operation
        for module in self.modules:
            yield from (v for v in vars(module).values() if isinstance(v, kind))


def _import_all(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if "._core" not in info.name:
            yield importlib.import_module(info.name)


def _schemas(value: Any, kind: type, depth: int = 0) -> Iterator[Any]:
    """Yield the types that a constant contains."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _schemas(each, kind, depth)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _schemas(each, kind, depth)
    elif hasattr(value, "__dict__") and not isinstance(value, type) and depth < 4:
        yield from _schemas(vars(value), kind, depth + 1)


def write_project(document: dict[str, Any] | Path, folder: Path) -> Path:
    """Write a project, and a document that is not a file, to a folder; return the
    project's.

    Raises Failure if the document is refused, or the validator has a finding in one that
    is not a file.
    """
    source = document if isinstance(document, Path) else folder / "openapi.json"
    if not isinstance(document, Path):
        source.write_text(json.dumps(document), encoding="utf-8")
    try:
        generated = generate(source, Options(name=PACKAGE_NAME))
    except DocumentError as error:
        codes = sorted({problem.code for problem in error.problems})
        raise Failure(f"refused: {', '.join(codes)}", _listed(error.problems)) from None
    project = folder / "project"
    for path, text in generated.files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    invalid = [
        each
        for each in generated.problems
        if each.code in _INVALID and _ALLOWED not in each.message
    ]
    if invalid and not isinstance(document, Path):
        raise Failure("grammar: the validator has findings", _listed(invalid))
    return project


def _listed(problems: Any) -> str:
    found: list[Problem] = list(problems)
    return "\n".join(
        f"{each.code}: {each.message} at {each.places[0].pointer}" for each in found
    )
