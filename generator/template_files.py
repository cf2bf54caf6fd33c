"""Find the folder of the templates and load them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

__all__ = ["template_environment", "templates_folder"]


def templates_folder() -> Path:
    """Return the folder of templates: beside the package in a checkout, inside it in
    an installed wheel.
    """
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def template_environment(finalize: Callable[[Any], Any]) -> Environment:
    """Return an environment for the templates; `finalize` is applied to each value that
    is printed.
    """
    return Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
