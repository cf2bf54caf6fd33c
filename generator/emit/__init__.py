"""Render the files of the generated project."""

from .audit import AuditError
from .changelog import HEADER, Section, render_entry
from .project import render_project

__all__ = ["HEADER", "AuditError", "Section", "render_entry", "render_project"]
