"""The committed project in `generated/` is the one that a run generates."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .command import ROOT, contents, python

COMMITTED = ROOT / "generated" / "qiskit-runtime-sessions"
# What running tools in a project leaves behind.
LEFT_BEHIND = {".mypy_cache", ".pytest_cache", ".ruff_cache"}


def test_the_committed_project_is_up_to_date(project: Path) -> None:
    assert COMMITTED.is_dir(), "generated/ is not there: run README's first command"
    committed = {
        path: data
        for path, data in contents(COMMITTED).items()
        if not LEFT_BEHIND & set(Path(path).parts)
    }
    fresh = contents(project)
    assert sorted(committed) == sorted(fresh)
    assert [path for path in fresh if committed[path] != fresh[path]] == []


def test_every_generated_file_is_committed(project: Path) -> None:
    """Nothing of it is ignored by git."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "generated/qiskit-runtime-sessions",
    ]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    prefix = "generated/qiskit-runtime-sessions/"
    tracked = {name.removeprefix(prefix) for name in listed.split("\0") if name}
    assert tracked == contents(project).keys()


def test_its_own_tests_pass() -> None:
    assert COMMITTED.is_dir(), "generated/ is not there: run README's first command"
    ran = python("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=COMMITTED)
    assert ran.code == 0, ran.output


@pytest.mark.parametrize(
    "folder", [COMMITTED, COMMITTED.parent, ROOT], ids=["project", "output", "root"]
)
@pytest.mark.parametrize("rules", [[], ["--select", "I,E,F"]], ids=["default", "IEF"])
def test_ruff_passes_from_every_folder(folder: Path, rules: list[str]) -> None:
    """The import package of the tests is found wherever ruff is started."""
    ran = python("-m", "ruff", "check", "--no-cache", *rules, COMMITTED, cwd=folder)
    assert ran.code == 0, ran.output
