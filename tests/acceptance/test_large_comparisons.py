"""`gen-client diff` of real versions, and of a large document with many edits."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from generator.evolve.report.markdown import MAX_CHARACTERS
from tests.corpus import CORPUS, needs_corpus
from tests.evolve.many_edits import with_many_edits

from .command import gen_client_here

pytestmark = [needs_corpus, pytest.mark.slow]

VERSIONS = sorted((CORPUS / "versions").glob("*.json"))


@pytest.mark.parametrize(
    ("old", "new"),
    list(itertools.pairwise(VERSIONS)),
    ids=lambda path: path.stem,
)
def test_markdown_of_real_versions(old: Path, new: Path) -> None:
    ran = gen_client_here("diff", old, new, "--format", "markdown")
    assert ran.code == 0, ran.stderr
    assert len(ran.stdout) <= MAX_CHARACTERS
    assert ran.stdout.count("<details>") == ran.stdout.count("</details>") > 0
    assert "\n## Breaking (" in ran.stdout


def test_many_edits_of_a_large_document(tmp_path: Path) -> None:
    old, new = CORPUS / "github.json", tmp_path / "github.json"
    new.write_text(json.dumps(with_many_edits(old.read_text(), 200)))
    ran = gen_client_here("diff", old, new, "--format", "markdown")
    assert ran.code == 0, ran.stderr
    assert len(ran.stdout) <= MAX_CHARACTERS
    assert ran.stdout.count(" was removed") > 20
    found = json.loads(gen_client_here("diff", old, new, "--format", "json").stdout)
    assert len(found["changes"]) > 200 and found["bump"] == "major"
