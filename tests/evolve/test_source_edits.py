"""The source level of random edits is what mypy says of a user's program."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import needs_corpus

from .edits import edited
from .edits.documents import REAL, grammar_document, real_document
from .source_judge import SourceJudge

pytestmark = [needs_corpus, pytest.mark.slow]

REAL_EDITS, GRAMMAR_EDITS = 40, 12
GRAMMAR_SEEDS = range(500, 542)
AGREEMENT = 0.99
SHARES = 4
"""The number of tests that the documents are divided among."""


def documents() -> Iterator[tuple[str, dict[str, Any], int]]:
    """The names of documents, the documents, and the number of edits of each."""
    for name in REAL:
        yield name, real_document(name), REAL_EDITS
    for seed in GRAMMAR_SEEDS:
        yield f"grammar {seed}", grammar_document(seed), GRAMMAR_EDITS


@pytest.mark.parametrize("share", range(SHARES))
def test_source_levels_of_edits(share: int, tmp_path: Path) -> None:
    judged, broken, wrong = 0, 0, []
    for number, (name, document, edits) in enumerate(documents()):
        if number % SHARES != share:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        judge = SourceJudge(document, folder)
        for edit in range(edits):
            change = edited(document, random.Random(f"{name} {edit}"))
            found = judge.judge(change[1]) if change else None
            if change is None or found is None:
                continue
            judged += 1
            broken += bool(found.errors)
            if not found.agrees:
                wrong.append((name, change[0], found.errors[:2], found.breaks[:2]))
    assert judged >= 1000 / SHARES * 0.9
    assert judged * 0.2 < broken < judged * 0.8
    assert len(wrong) <= judged * (1 - AGREEMENT), wrong
