"""A document in, the surface of its package out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from generator.diagnostics.model import Problems
from generator.document import load_document
from generator.lower import lower
from generator.names import assign
from generator.surface import Package, gather, surface

Paths: TypeAlias = dict[str, Any]
PackageOf: TypeAlias = Callable[..., Package]


@pytest.fixture
def package_of(tmp_path: Path) -> PackageOf:
    """Return the package for the paths, schemas and other members of a document."""

    def build(
        paths: Paths, schemas: dict[str, Any] | None = None, **others: Any
    ) -> Package:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Things", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas or {}},
            **others,
        }
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        problems = Problems()
        api = lower(load_document(path, problems), problems)
        return surface(api, assign(api, gather(api), {}), "things")

    return build
