"""Lowers small documents that tests write as Python values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.ir import Api, Declaration, Model, Operation, Type
from generator.lower import Selection, lower

__all__ = ["SCHEMAS", "Lowered", "lower_document", "ref", "returning"]

SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True)
class Lowered:
    """A lowered document."""

    api: Api
    problems: list[str]
    """Code and pointer of each place of each problem, those of loading included."""

    @property
    def operation(self) -> Operation:
        """The only operation."""
        (operation,) = self.api.operations
        return operation

    def declared(self, name: str) -> Declaration:
        """The declaration of a schema in the components, or of a key with "#"."""
        return self.api.types[name if "#" in name else SCHEMAS + name]

    def model(self, name: str) -> Model:
        declared = self.declared(name)
        assert isinstance(declared, Model), declared
        return declared

    def alias(self, name: str) -> Type:
        declared = self.declared(name)
        assert not isinstance(declared, Model), declared
        return declared.type

    def field(self, name: str, model: str = "Thing") -> Type:
        """The type of a property."""
        (found,) = (f.type for f in self.model(model).fields if f.name == name)
        return found


def lower_document(
    folder: Path,
    paths: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Any] | None = None,
    *,
    openapi: str = "3.1.0",
    selection: Selection | None = None,
    **sections: Any,
) -> Lowered:
    """Load and lower the document with the given paths and schemas.

    `sections` are added to the document as they are, and `components` to the schemas.
    """
    components = {"schemas": schemas or {}, **sections.pop("components", {})}
    document = {
        "openapi": openapi,
        "info": {"title": "T", "version": "1"},
        "paths": paths or {},
        "components": components,
        **sections,
    }
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    problems = Problems()
    api = lower(load_document(path, problems), problems, selection or Selection())
    places = [
        f"{problem.code} {place.pointer}"
        for problem in problems
        for place in problem.places
    ]
    return Lowered(api, places)


def ref(name: str) -> dict[str, str]:
    """A reference to a schema in the components."""
    return {"$ref": SCHEMAS + name}


def returning(schema: Any, **more: Any) -> dict[str, Any]:
    """Paths with one operation, GET /, that returns JSON of a schema."""
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    return {"/": {"get": {"responses": {"200": response}, **more}}}
