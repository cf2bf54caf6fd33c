"""Sample calls are accepted by the document, and sample responses by the client."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.checkers import mypy
from tests.corpus import CORPUS, all_documents, for_each_document, needs_corpus
from tests.emit import odd_members
from tests.fuzz.grammar import random_document

RANDOM_DOCUMENTS = 40
LEAST_SHARE = 0.99
"""The share of the methods of all documents that have a sample."""


def judged(source: Path, folder: Path) -> dict[str, Any]:
    """Execute the samples of a document in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.emit.sample_judge", str(source), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3_000:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def judged_document(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    source = folder / "document.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    return judged(source, folder / "project")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("odd")
    return judged_document(odd_members.document(), folder), folder / "project"


class TestOddMembers:
    def test_each_call_is_accepted_and_answered(
        self, odd: tuple[dict[str, Any], Path]
    ) -> None:
        found, _ = odd
        assert found["problems"] == []
        assert found["without_call"] == found["without_response"] == []

    @pytest.mark.parametrize(("name", "arguments"), odd_members.CALLS.items())
    def test_few_arguments_satisfy_the_conditions(
        self, odd: tuple[dict[str, Any], Path], name: str, arguments: str
    ) -> None:
        found, _ = odd
        assert found["calls"][f"odd.{name}"] == f"odd.{name}(1, {arguments})"

    def test_values_have_the_types_of_their_arguments(
        self, odd: tuple[dict[str, Any], Path]
    ) -> None:
        _, folder = odd
        text = (folder / "sample_calls.py").read_text(encoding="utf-8")
        assert "a=datetime.date(2024, 1, 2)" in text
        assert "pet=models.Cat(lives=9)" in text
        assert 'file=b"text"' in text

    def test_responses(self, odd: tuple[dict[str, Any], Path]) -> None:
        found, _ = odd
        assert {
            name: found["responses"][f"odd.{name}"] for name in odd_members.RESPONSES
        } == {name: list(each) for name, each in odd_members.RESPONSES.items()}

    def test_the_code_of_readme_and_overview_runs(
        self, odd: tuple[dict[str, Any], Path]
    ) -> None:
        found, _ = odd
        assert found["blocks"] > len(found["calls"])

    @pytest.mark.slow
    def test_a_type_checker_accepts_the_calls(
        self, odd: tuple[dict[str, Any], Path]
    ) -> None:
        _, folder = odd
        assert mypy(folder, "sample_calls.py") == {}


@pytest.mark.slow
@needs_corpus
def test_real_documents(tmp_path: Path) -> None:
    methods, missing, problems = 0, 0, []
    for name in all_documents():
        found = judged(CORPUS / name, tmp_path / name)
        methods += found["methods"]
        missing += len(found["without_call"])
        problems += [f"{name}: {each}" for each in found["problems"]]
    print(f"{methods - missing} of {methods} methods have a sample call")
    assert problems == []
    assert methods - missing >= LEAST_SHARE * methods


@pytest.mark.slow
@for_each_document("document", "museum.yaml", "nexus.json", "qdrant.json")
def test_a_type_checker_accepts_the_calls_of_real_documents(
    document: Path, tmp_path: Path
) -> None:
    judged(document, tmp_path)
    assert mypy(tmp_path, "sample_calls.py") == {}


@pytest.mark.slow
def test_random_documents(tmp_path: Path) -> None:
    problems = []
    for seed in range(RANDOM_DOCUMENTS):
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        found = judged_document(random_document(seed, 0.5), folder)
        problems += [f"{seed}: {each}" for each in found["problems"]]
    assert problems == []
