"""A fixture that writes a document and loads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from generator.diagnostics.model import Problem, Problems
from generator.document.load import load_document
from generator.document.node import Document


class Loader(Protocol):
    """Writes a text, or a value as JSON, to a file and loads it."""

    def __call__(
        self,
        content: str | bytes | dict[str, Any],
        *,
        name: str = ...,
        overlays: Sequence[Path] = ...,
        allow_refs: Sequence[str] = ...,
    ) -> tuple[Document, list[Problem]]: ...


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Return a function that loads a document from the current folder."""
    monkeypatch.chdir(tmp_path)

    def run(
        content: str | bytes | dict[str, Any],
        *,
        name: str = "api.yml",
        overlays: Sequence[Path] = (),
        allow_refs: Sequence[str] = (),
    ) -> tuple[Document, list[Problem]]:
        if isinstance(content, dict):
            content = json.dumps(content)
        data = content if isinstance(content, bytes) else content.encode()
        Path(name).write_bytes(data)
        problems = Problems()
        document = load_document(
            Path(name), problems, overlays=overlays, allow_refs=allow_refs
        )
        return document, list(problems)

    return run
