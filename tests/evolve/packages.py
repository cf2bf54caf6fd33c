"""Surfaces of the packages for small documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.names import Pins
from generator.release import build_surface
from generator.surface import Package
from tests.lower.documents import lower_document

__all__ = ["package"]


def package(
    folder: Path,
    paths: dict[str, Any],
    schemas: dict[str, Any] | None = None,
    pins: Pins | None = None,
) -> Package:
    """The package for a document with these paths and schemas."""
    return build_surface(lower_document(folder, paths, schemas).api, pins or {}, "shop")
