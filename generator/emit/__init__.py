"""Render the files of the generated project."""

from .changelog import HEADER, render_entry
from .project import render_project

__all__ = ["HEADER", "render_entry", "render_project"]
