"""The share of the mutants of packages that their own tests kill."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus import CORPUS, needs_corpus
from tests.fuzz.grammar import random_document

from .mutation import Score, mutants, sample, score
from .mutation.__main__ import write_package

pytestmark = [pytest.mark.slow, pytest.mark.long]
MAX_MUTANTS = 200
MIN_SHARE = 0.95
SESSIONS = Path(__file__).parents[2] / "specs" / "sessions.yml"
DOCUMENTS = (
    CORPUS / "petstore3.json",
    CORPUS / "museum.yaml",
    CORPUS / "qdrant.json",
    CORPUS / "nexus.json",
)
# Values satisfy all their schemas, so that each operation is checked.
SEEDS = (195, 256)


@needs_corpus
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_score_of_a_real_document(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_score(document, tmp_path, capsys)


def test_score_of_sessions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_score(SESSIONS, tmp_path, capsys)


@pytest.mark.parametrize("seed", SEEDS)
def test_score_of_a_random_document(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(random_document(seed)))
    check_score(document, tmp_path / "project", capsys)


def check_score(
    document: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Print and check the score of a sample of the mutants of a document's package."""
    result = scored(document, folder)
    with capsys.disabled():
        print(f"\n{result}")
    assert result.share >= MIN_SHARE


def scored(document: Path, folder: Path) -> Score:
    """The score of the package of a document, with a sample of its mutants."""
    project = write_package(document, folder)
    (package,) = [path.parent for path in project.glob("*/_core")]
    return score(project, sample(mutants(package), MAX_MUTANTS))
