"""A project on disk, with the lock of the run that wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import __version__
from generator.workspace.lock import LOCK_NAME, Lock, digest, format_lock
from generator.workspace.writer import write_project

__all__ = ["DOCUMENT", "FILES", "OPTIONS", "with_lock"]

DOCUMENT = "openapi: 3.1.0\n"
OPTIONS = {"pin": True}
FILES = {"README.md": "Things\n", "things/client.py": "a = 1\n"}


def with_lock(files: dict[str, str]) -> dict[str, str]:
    """Add the lock of a run that writes `files`."""
    lock = Lock(
        generator=__version__,
        version="1",
        sources={"api.yml": digest(DOCUMENT)},
        files={path: digest(text) for path, text in files.items()},
        distribution="things",
        document="api.yml",
        options=OPTIONS,
    )
    return {**files, LOCK_NAME: format_lock(lock)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a project that a run has written from ``api.yml``."""
    (tmp_path / "api.yml").write_text(DOCUMENT)
    project = tmp_path / "out" / "things"
    assert write_project(project, with_lock(FILES), force=False)
    return project
