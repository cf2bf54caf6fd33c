"""Where the templates are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["templates_folder"]


def templates_folder() -> Path:
    """Return the folder of templates: beside the package in a checkout, inside it in
    an installed wheel.
    """
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
