"""The random edits themselves."""

from __future__ import annotations

import json
import random

import pytest

from . import EDITS, edited
from .documents import grammar_document

MAX_DOCUMENTS = 120


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_changes_some_document(name: str) -> None:
    for seed in range(MAX_DOCUMENTS):
        document = grammar_document(seed)
        text = json.dumps(document)
        found = edited(document, random.Random(seed), name)
        assert json.dumps(document) == text
        if found is not None:
            again = edited(document, random.Random(seed), name)
            assert found == again
            assert json.dumps(found[1]) != text
            return
    pytest.fail("no document was changed")


def test_a_document_without_anything_to_change() -> None:
    empty = {"openapi": "3.1.0", "paths": {}}
    assert edited(empty, random.Random(1), "remove_operation") is None
