"""Proposals of ``x-pagination``: for operations that have pages, and for no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.lower import lower
from generator.lower.proposals import propose_extensions
from tests.paging_schemes import SCHEMES, UNPAGED, Scheme, document_of


def proposals(folder: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """The proposed values, by path and method."""
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    problems = Problems()
    loaded = load_document(path, problems)
    found = list(propose_extensions(lower(loaded, problems), loaded))
    assert not list(problems), list(problems)
    return {each.pointer: each.value for each in found}


@pytest.fixture(scope="session")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    document = document_of([*SCHEMES, *UNPAGED])
    return proposals(tmp_path_factory.mktemp("schemes"), document)


def pointer(scheme: Scheme) -> str:
    return f"#/paths/{scheme.route.replace('/', '~1')}/{scheme.method}"


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_scheme_is_recognized(scheme: Scheme, proposed: dict[str, Any]) -> None:
    assert proposed.get(pointer(scheme)) == scheme.declared


@pytest.mark.parametrize("scheme", UNPAGED, ids=lambda scheme: scheme.name)
def test_nothing_is_proposed_without_evidence(
    scheme: Scheme, proposed: dict[str, Any]
) -> None:
    assert pointer(scheme) not in proposed
