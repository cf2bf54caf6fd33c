"""The benchmark of generation runs; its figures are printed, without limits."""

from __future__ import annotations

import pytest

from tests.acceptance.generation_benchmark import DOCUMENTS, measure
from tests.corpus import CORPUS, needs_corpus


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("name", DOCUMENTS)
def test_measured_costs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = measure(CORPUS / name)
    with capsys.disabled():
        print(f"\n{result}")
    assert result.cold.output.count("Wrote") == 1
    assert result.unchanged.output.count("Nothing to change") == 1
