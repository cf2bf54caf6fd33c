"""The documents that are edited: small real ones, and those of a grammar."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from generator.document.overlay import find_overlay
from tests.corpus import CORPUS, SESSIONS, existing
from tests.documents import read
from tests.fuzz.grammar import random_document

__all__ = ["REAL", "grammar_document", "real_document"]

REAL = [
    SESSIONS.name,
    *existing(
        (
            "petstore3.json",
            "museum.yaml",
            "burgershop.yaml",
            "keeper.json",
            "small/api-with-examples.yaml",
            "small/callback-example.yaml",
            "small/link-example.yaml",
            "small/petstore-expanded.yaml",
            "small/petstore.yaml",
            "small/placekit.co-1.0.0.json",
            "small/urlbox.io-v1.json",
            "small/uspto.yaml",
        )
    ),
]
"""Documents of the corpus that generate in about a second."""


def real_document(name: str) -> dict[str, Any]:
    """Return a document of the corpus, to be changed by the caller."""
    found: dict[str, Any] = json.loads(_real_text(name))
    return found


@cache
def _real_text(name: str) -> str:
    if name != SESSIONS.name:
        return json.dumps(read(CORPUS / name), default=str)
    overlay = find_overlay(SESSIONS)
    assert overlay is not None
    document = load_document(SESSIONS, Problems(), overlays=(overlay,))
    return json.dumps(document.bundle())


def grammar_document(seed: int, density: float = 0.3) -> dict[str, Any]:
    """Return a document of the grammar, with fewer compositions than by default."""
    return random_document(seed, density)
