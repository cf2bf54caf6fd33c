"""The sessions package, generated once with the overlay and once without it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback, serving

from .command import SPEC, gen_client_here


def generated(folder: Path, *options: str) -> Path:
    """Generate the sessions project into a folder and return the project's folder."""
    ran = gen_client_here(SPEC, "-o", folder, *options)
    assert ran.code == 0, ran.stderr
    (project,) = folder.iterdir()
    return project


def load(project: Path, name: str) -> Any:
    sys.path.insert(0, str(project))
    package = importlib.import_module(name)
    assert Path(str(package.__file__)).is_relative_to(project)
    return package


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated project."""
    return generated(tmp_path_factory.mktemp("repaired"))


@pytest.fixture(scope="session")
def sessions(project: Path) -> Any:
    """The generated package, imported."""
    return load(project, "qiskit_runtime_sessions")


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The package that the document alone gives; its name lets both be imported."""
    folder = tmp_path_factory.mktemp("bare")
    return load(
        generated(folder, "--no-overlay", "--name", "bare_sessions"), "bare_sessions"
    )


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A real HTTP server on loopback."""
    with serving() as server:
        yield server
