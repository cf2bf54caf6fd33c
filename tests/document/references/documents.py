"""Documents for the tests of references."""

from __future__ import annotations

from typing import Any

__all__ = ["document_with"]


def document_with(**schemas: Any) -> dict[str, Any]:
    """Return a document with schemas in its components, and nothing else."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
