"""Random documents that are valid become packages that work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest

from generator.document.validation import process

from .checking import check_document, check_own_tests
from .grammar import random_document
from .isolation import LIMITS, Limits, run_all
from .summary import Summary
from .validation import validate_in_forks


@pytest.fixture(autouse=True)
def _validation_in_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_launch", process._launch)
    validate_in_forks()


def _failures(seeds: Iterable[int], density: float, instances: int) -> str:
    """Return the failures with their seeds, "" for none."""
    return _failing(seeds, density, partial(check_document, instances=instances))


def _failing(
    seeds: Iterable[int],
    density: float,
    check: Callable[[dict[str, Any]], dict[str, int]],
    limits: Limits | None = LIMITS,
) -> str:
    summary = Summary()
    tasks = (
        (f"{seed}", partial(check, random_document(seed, density))) for seed in seeds
    )
    for key, outcome in run_all(tasks, os.cpu_count() or 1, limits):
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
    assert _failing(seeds, 0.4, check_own_tests, None) == ""
