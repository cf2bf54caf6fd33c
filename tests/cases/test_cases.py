"""Every case: golden files, behaviour, the package's own tests and type-checkers."""

from __future__ import annotations

import inspect
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from generator.contract import Contract
from generator.template_files import templates_folder
from tests.acceptance.checkers import mypy, pyright
from tests.contract.packages import own_cases
from tests.loopback import serving

from .case import CASES, Case

ROOT = Path(__file__).parents[2]
# Both type-checkers report a comment that silences no error.
STRICTER = "# pyright: reportUnnecessaryTypeIgnoreComment=true\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_text_and_behaviour(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert case.problems == case.expected_problems
    assert case.golden, "the case has no golden file"
    for path, text in case.golden.items():
        assert text == path.read_text(encoding="utf-8"), path
    case.write(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    functions = list(case.functions())
    assert functions, "the case has no test function"
    for function in functions:
        if inspect.signature(function).parameters:
            with serving() as server:
                function(server)
        else:
            function()
    _run_own_tests(case, tmp_path)


def _run_own_tests(case: Case, folder: Path) -> None:
    """Run the tests of a case's package, which must be importable, in this process."""
    tests = case.tests
    for name, text in tests.items():
        (folder / "tests" / name).parent.mkdir(exist_ok=True)
        (folder / "tests" / name).write_text(text, encoding="utf-8")
    package, document = import_module(case.package), folder / "tests" / "openapi.json"
    with Contract(package, {}, document) as contract:
        for name, text in tests.items():
            for each in own_cases(text) if name.startswith("test_") else ():
                contract.check_requests(each)
                contract.check_responses(each)
                contract.check_errors(each)
    if "example_test.py" in tests:
        example: dict[str, Any] = {}
        exec(tests["example_test.py"], example)
        example["test_with_a_fake_server"]()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packages, and beside them the modules that use them."""
    folder = tmp_path_factory.mktemp("cases")
    shutil.copytree(templates_folder() / "package" / "_core", folder / "runtime")
    for case in CASES:
        case.write(folder)
        _share_runtime(folder / case.package / "_core")
        text = STRICTER + case.behaviour.read_text(encoding="utf-8")
        (folder / f"use_{case.folder.name}.py").write_text(text, encoding="utf-8")
    return folder


def _share_runtime(core: Path) -> None:
    """Let a package use the runtime that is checked only once."""
    for module in core.glob("[a-z]*.py"):
        module.write_text(f"from runtime.{module.stem} import *\n")


def targets() -> list[str]:
    uses = [f"use_{case.folder.name}.py" for case in CASES]
    packages = [f"{case.package}/models" for case in CASES]
    packages += [
        f"{case.package}/inputs"
        for case in CASES
        if f"{case.package}/inputs/__init__.py" in case.generated.files
    ]
    return uses + packages


@pytest.mark.slow
def test_mypy(folder: Path) -> None:
    assert mypy(folder, *targets(), path=[ROOT]) == {}


@pytest.mark.slow
def test_pyright(folder: Path) -> None:
    assert pyright(folder, *targets(), path=[ROOT]) == {}
