"""Packages from small documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.lower import lower
from generator.names import Pins
from generator.release import build_surface
from generator.surface import Package

__all__ = ["package"]


def package(
    folder: Path,
    paths: dict[str, Any],
    schemas: dict[str, Any] | None = None,
    pins: Pins | None = None,
) -> Package:
    """The package for a document with these paths and schemas."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
    }
    (folder / "document.json").write_text(json.dumps(document))
    problems = Problems()
    loaded = load_document(folder / "document.json", problems)
    return build_surface(lower(loaded, problems), pins or {}, "shop")
