"""What a document must pass."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from .own_tests import run_own_tests
from .packages import PACKAGE_NAME, Package, write_project
from .round_trips import round_trips
from .tools import check_types

__all__ = ["check_document", "check_document_types", "check_own_tests"]


def check_document(document: dict[str, Any] | Path, instances: int) -> dict[str, int]:
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


def check_own_tests(document: dict[str, Any] | Path) -> dict[str, int]:
    """Generate the package of a document and run its tests, in this process.

    Raises for a failure; returns how many tests passed.
    """
    with tempfile.TemporaryDirectory() as name:
        return run_own_tests(write_project(document, Path(name)))


def check_document_types(
    document: dict[str, Any] | Path, folder: Path
) -> dict[str, int]:
    """Generate the package of a document in a folder and check its types.

    The folder may have the package of another document, whose place it takes.
    """
    for name in (PACKAGE_NAME, "tests"):
        shutil.rmtree(folder / "project" / name, ignore_errors=True)
    check_types(write_project(document, folder))
    return {}
