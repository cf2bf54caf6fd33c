"""Random documents that are valid become packages that work."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .isolation import LIMITS

_ROOT = Path(__file__).parents[2]


def _failures(seeds: str, density: float, *options: str) -> str:
    """Check random documents; return the failures with their seeds, "" for none.

    A process of its own forks for each document. Forks of this process would have the
    memory of all tests that it ran, which counts for the limit of a fork.
    """
    command = [sys.executable, "-m", "tests.fuzz", f"--seeds={seeds}"]
    command += [f"--density={density}", f"--jobs={os.cpu_count() or 1}", *options]
    ran = subprocess.run(
        command, cwd=_ROOT, capture_output=True, text=True, check=False
    )
    print(ran.stdout)
    return f"{ran.stdout}{ran.stderr}" if ran.returncode else ""


def test_a_few_documents_become_packages_whatever_memory_this_process_has() -> None:
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    with mmap.mmap(-1, 2 * LIMITS.memory, private, mmap.PROT_READ):
        assert _failures("0..2", 0.5, "--instances=0") == ""


@pytest.mark.slow
@pytest.mark.parametrize("density", [0.2, 0.5, 0.8])
def test_dense_documents_become_packages_that_can_be_imported(density: float) -> None:
    """The failures name the seeds; `python -m tests.fuzz` reduces their documents."""
    assert _failures("0..100", density, "--instances=0") == ""


@pytest.mark.slow
def test_models_keep_drawn_instances() -> None:
    assert _failures("5000..5100", 0.2, "--instances=4") == ""


@pytest.mark.slow
def test_packages_pass_their_own_tests() -> None:
    """The documents are dense in composition."""
    seeds = "7000,7001,7003,7008,7009,7011,7012,7013,7025"
    assert _failures(seeds, 0.4, "--check=contract") == ""
