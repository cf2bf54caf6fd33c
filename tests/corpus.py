"""The real documents that tests read, from the folder `$GEN_CLIENT_CORPUS`.

Where that folder does not exist, `tests/conftest.py` deselects the tests that are marked
with `needs_corpus`, and those that `for_each_document` makes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

__all__ = [
    "CORPUS",
    "SESSIONS",
    "all_documents",
    "existing",
    "for_each_document",
    "needs_corpus",
]

_ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("GEN_CLIENT_CORPUS", _ROOT.parent / "shared" / "corpus"))
# The document of the first API is part of the repository.
SESSIONS = _ROOT / "specs" / "sessions.yml"

needs_corpus = pytest.mark.corpus

Test = TypeVar("Test", bound=Callable[..., Any])


def existing(names: Iterable[str]) -> list[str]:
    """Return those of the names that are files of the corpus."""
    return [name for name in names if (CORPUS / name).is_file()]


@cache
def all_documents() -> list[str]:
    """Return the names of all documents, but for parts of documents in many files."""
    found = [
        path.relative_to(CORPUS)
        for path in CORPUS.rglob("*")
        if path.suffix in (".json", ".yml", ".yaml")
    ]
    return sorted(path.as_posix() for path in found if "digitalocean" not in path.parts)


def for_each_document(argument: str, *names: str) -> Callable[[Test], Test]:
    """Parametrise a test over the named documents that exist, without names over all.

    The argument gets the path of the document.
    """
    found = existing(names) if names else all_documents()
    parameters = [pytest.param(CORPUS / name, id=name) for name in found]

    def decorate(test: Test) -> Test:
        marked: Test = needs_corpus(pytest.mark.parametrize(argument, parameters)(test))
        return marked

    return decorate
