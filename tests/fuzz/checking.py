"""What a document must pass."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from .packages import Package, write_project
from .round_trips import round_trips

__all__ = ["check_document"]


def check_document(document: dict[str, Any], instances: int) -> dict[str, int]:
    """Generate the package of a document, import it and build its models.

    With `instances`, so many are drawn of each schema, and read and written. Raises for
    a failure; returns how many of what was checked.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = Package(write_project(document, folder))
        counts = {"types built": package.build()}
        if instances:
            counts |= round_trips(package, folder / "openapi.json", instances)
        return counts
