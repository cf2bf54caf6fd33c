"""The share of the mutants of real packages that their own tests kill."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import CORPUS, needs_corpus

from .mutation import Score, mutants, sample, score
from .mutation.__main__ import write_package

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    needs_corpus,
]
MAX_MUTANTS = 200
MIN_SHARE = 0.95
SESSIONS = Path(__file__).parents[2] / "specs" / "sessions.yml"
DOCUMENTS = (
    SESSIONS,
    CORPUS / "petstore3.json",
    CORPUS / "museum.yaml",
    CORPUS / "qdrant.json",
    CORPUS / "nexus.json",
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_score(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = scored(document, tmp_path)
    with capsys.disabled():
        print(f"\n{result}")
    assert result.share >= MIN_SHARE


def scored(document: Path, folder: Path) -> Score:
    """The score of the package of a document, with a sample of its mutants."""
    project = write_package(document, folder)
    (package,) = [path.parent for path in project.glob("*/_core")]
    return score(project, sample(mutants(package), MAX_MUTANTS))
