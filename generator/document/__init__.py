"""Load an OpenAPI document of any version as one bounded, resolved and normalised tree.

The public names are imported on first use: the process that validates needs only a few
modules of this package and must start quickly.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.diagnostics.model import DocumentError
    from generator.document.load import load_document
    from generator.document.node import Document, Node
    from generator.document.overlay import find_overlay
    from generator.document.repairs import propose_overlay
    from generator.document.validation.process import Validation, start_validation

__all__ = [
    "Document",
    "DocumentError",
    "Node",
    "Validation",
    "find_overlay",
    "load_document",
    "propose_overlay",
    "start_validation",
]

_MODULES = {
    "Document": "generator.document.node",
    "DocumentError": "generator.diagnostics.model",
    "Node": "generator.document.node",
    "Validation": "generator.document.validation.process",
    "load_document": "generator.document.load",
    "find_overlay": "generator.document.overlay",
    "propose_overlay": "generator.document.repairs",
    "start_validation": "generator.document.validation.process",
}


def __getattr__(name: str) -> Any:
    """Return a public name, imported from its module (PEP 562)."""
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(module), name)
