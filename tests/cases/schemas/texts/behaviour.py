from typing import Any

import pytest
from api_texts.models import Thing
from pydantic import ValidationError


def test_length_counts_characters() -> None:
    # RFC 8259 characters, not bytes and not UTF-16 units.
    assert Thing(short="日本").to_dict() == {"short": "日本"}
    assert Thing(short="😀😀😀").to_dict() == {"short": "😀😀😀"}


def test_patterns_search() -> None:
    assert Thing(code="AB1", inside="axb", back="ab").to_dict() == {
        "code": "AB1",
        "inside": "axb",
        "back": "ab",
    }
    wrong: list[dict[str, Any]] = [
        {"short": "a"},
        {"short": "abcd"},
        {"code": "ab1"},
        {"code": "AB1\n"},
        {"code": "AB1x"},
        {"inside": "a"},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)
