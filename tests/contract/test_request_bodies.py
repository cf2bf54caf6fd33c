"""A package passes its own tests for request bodies of every kind, a client that gets one
wrong does not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.contract import Contract
from tests.acceptance.test_bodies import DOCUMENT

from .packages import cases_by_path, generate_from, import_package

FILES = "_core/files.py"
FORMS = "_core/forms.py"
BODIES = "_core/bodies.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_from(DOCUMENT, "own_bodies", tmp_path_factory.mktemp("own"))


def contract_of(project: Path, folder: Path, name: str) -> Contract:
    return Contract(
        import_package(folder, name), {}, project / "tests" / "openapi.json"
    )


def test_the_package_passes(project: Path) -> None:
    with contract_of(project, project, "own_bodies") as contract:
        for case in cases_by_path(project, "all").values():
            contract.check_requests(case)
            contract.check_wire(case)


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        (BODIES, "value is UNSET\n", "not value\n", "free"),
        (BODIES, "value is UNSET\n", "not value\n", "list"),
        (BODIES, "self.nullable or", "", "maybe_number"),
        (BODIES, "self.nullable or", "", "maybe_object"),
        (FORMS, "if item is not None or self.is_json", "", "null_parts"),
        (FORMS, "dump_json(item) if self.is_json", "'' if False", "json_form"),
        (FORMS, "dump_json(item) if self.is_json", "'' if False", "json_parts"),
        (FILES, "if not isinstance(value, str) or is_json", "if True or is_json", "any_text"),
        (FILES, "(*by_name, BINARY", "('*/*', *by_name, BINARY", "any_file"),
        ("resources/all.py", "=2", "=3", "versions"),
    ],
)  # fmt: skip
def test_a_mutant_fails(
    project: Path, tmp_path: Path, file: str, old: str, new: str, path: str
) -> None:
    name = f"own_bodies_{abs(hash((file, old, path)))}"
    shutil.copytree(project / "own_bodies", tmp_path / name)
    module = tmp_path / name / file
    text = module.read_text()
    assert old in text, f"{file} has no {old}:\n{text}"
    module.write_text(text.replace(old, new, 1))
    case = cases_by_path(project, "all")[path]
    with (
        contract_of(project, tmp_path, name) as contract,
        pytest.raises(AssertionError, match="expected"),
    ):
        contract.check_requests(case)
