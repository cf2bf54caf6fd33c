"""Real documents: nearly every method has a call that can be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.emit.samples import Samples
from generator.emit.wire import wire_files
from generator.lower import lower
from generator.names import assign
from generator.surface import gather, surface
from tests.corpus import SESSIONS, for_each_document
from tests.documents import read

SHARE = 0.99


def blocks_of(path: Path) -> list[str]:
    document = load_document(path, Problems())
    api = lower(document, Problems())
    package = surface(api, assign(api, gather(api), {}), "things")
    samples = Samples(package, document.bundle())
    texts = [text for _, text in wire_files(package, samples)]
    return [block for text in texts for block in text.split("\n### ")[1:]]


def without_a_call(blocks: list[str]) -> list[str]:
    return [each for each in blocks if "No call is shown" in each]


def test_sessions() -> None:
    blocks = blocks_of(SESSIONS)
    assert len(blocks) == 4
    assert without_a_call(blocks) == []


@pytest.mark.slow
@for_each_document("path")
def test_all_documents(path: Path) -> None:
    blocks = blocks_of(path)
    # Of a small document, one method may have no call.
    assert len(without_a_call(blocks)) <= max(1, (1 - SHARE) * len(blocks))


# In these documents, no two operations claim a name.
@for_each_document("path", "burgershop.yaml", "museum.yaml", "buildomat.json")
def test_a_path_less_changes_no_other_block(path: Path, tmp_path: Path) -> None:
    document = read(path)
    before = set(blocks_of(path))
    paths = list(document["paths"])
    for left_out in (paths[0], paths[len(paths) // 2]):
        kept = {name: document["paths"][name] for name in paths if name != left_out}
        source = tmp_path / "api.json"
        source.write_text(json.dumps(document | {"paths": kept}))
        after = set(blocks_of(source))
        assert after
        assert {each.rstrip() for each in after} <= {each.rstrip() for each in before}
