from typing import Any, Literal, assert_type

import pytest
from api_const.models import Thing
from pydantic import ValidationError

GOOD: dict[str, Any] = {"text": "fixed", "number": 3}


def test_a_constant_is_a_literal() -> None:
    thing = Thing(text="fixed", number=3)
    assert_type(thing.text, Literal["fixed"])
    assert_type(thing.number, Literal[3])
    assert_type(thing.flag, Literal[True] | None)
    assert thing.to_dict() == GOOD
    more: dict[str, Any] = {
        "flag": True,
        "nothing": None,
        "object": {"a": 1},
        "optional": "maybe",
    }
    assert Thing(**GOOD, **more).to_dict() == {**GOOD, **more}


def test_any_other_value_is_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"text": "other"},
        {"number": 4},
        {"number": True},
        {"number": "3"},
        {"flag": False},
        {"flag": 1},
        {"nothing": 0},
        {"object": 1},
        {"optional": "no"},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**{**GOOD, **each})
