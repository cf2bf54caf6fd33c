"""From IR and names to files: only code is printable."""

from .audit import AuditError
from .changelog import HEADER, Section, render_entry
from .forms import body_properties
from .identity import Identity, identify, normalised_version
from .project import render_project

__all__ = [
    "HEADER",
    "AuditError",
    "Identity",
    "Section",
    "body_properties",
    "identify",
    "normalised_version",
    "render_entry",
    "render_project",
]
