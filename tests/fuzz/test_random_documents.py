"""Random documents that are valid become packages that work."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from generator.document.validation import process

from .checking import check_document
from .grammar import random_document
from .isolation import run_all
from .packages import write_project
from .summary import Summary
from .tools import TOOLS
from .validation import validate_in_forks


@pytest.fixture(autouse=True)
def _validation_in_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_launch", process._launch)
    validate_in_forks()


def _failures(seeds: Iterable[int], density: float, instances: int) -> str:
    """Return the failures with their seeds, "" for none."""
    summary = Summary()
    tasks = (
        (f"{seed}", partial(check_document, random_document(seed, density), instances))
        for seed in seeds
    )
    for key, outcome in run_all(tasks, os.cpu_count() or 1):
        summary.add(key, outcome)
    print(summary)
    return str(summary) if summary.failures else ""


def test_a_few_documents_become_packages() -> None:
    assert _failures(range(2), 0.5, 0) == ""


@pytest.mark.slow
@pytest.mark.parametrize("density", [0.2, 0.5, 0.8])
def test_dense_documents_become_packages_that_can_be_imported(density: float) -> None:
    """The failures name the seeds; `python -m tests.fuzz` reduces their documents."""
    assert _failures(range(100), density, 0) == ""


@pytest.mark.slow
def test_models_keep_drawn_instances() -> None:
    assert _failures(range(5_000, 5_100), 0.2, 4) == ""


@pytest.mark.slow
def test_packages_pass_their_own_tests() -> None:
    """The documents are dense in composition."""
    seeds = (7000, 7001, 7003, 7008, 7009, 7011, 7012, 7013, 7025)
    assert _own_failures(seeds, 0.4) == ""
