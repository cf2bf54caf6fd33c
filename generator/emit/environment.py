"""The template engine: it can print nothing but code."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.code import Code
from generator.template_files import templates_folder

__all__ = ["render"]


def render(template: str, **views: Any) -> str:
    """Return a template filled with views; raises TypeError for a hole that would
    print anything but `Code`.
    """
    return _environment().get_template(template).render(**views)


def _only_code(value: Any) -> Code:
    if not isinstance(value, Code):
        raise TypeError(f"a template printed {type(value).__name__}, not Code")
    return value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        autoescape=True,
        finalize=_only_code,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
