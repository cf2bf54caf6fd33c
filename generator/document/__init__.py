"""The document: text in any dialect in, one bounded, resolved vocabulary out."""

from __future__ import annotations

from generator.document.load import load_document
from generator.document.node import Document, Node
from generator.document.overlay import overlay_beside
from generator.document.validate import Validation, start_validation
from generator.problem import DocumentError

__all__ = [
    "Document",
    "DocumentError",
    "Node",
    "Validation",
    "load_document",
    "overlay_beside",
    "start_validation",
]
