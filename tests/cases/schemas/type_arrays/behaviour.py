import json
from typing import Any

import pytest
from api_type_arrays.models import Thing
from pydantic import ValidationError

GOOD: dict[str, Any] = {"either": "ab", "maybe": None, "one": True, "wide": 1.5}


def test_each_type_is_taken() -> None:
    more: list[dict[str, Any]] = [
        {"either": 10},
        {"maybe": ["a"]},
        {"wide": {"a": [1]}},
        {"wide": [None]},
        {"wide": None},
        {"shape": {"size": 1, "more": 2}},
        {"shape": "round"},
    ]
    for each in more:
        value = {**GOOD, **each}
        assert Thing.model_validate_json(json.dumps(value)).to_dict() == value


def test_each_type_has_its_own_limits() -> None:
    wrong: list[dict[str, Any]] = [
        {"either": "a"},
        {"either": 9},
        {"either": True},
        {"maybe": [1]},
        {"one": 1},
        {"shape": {"size": "large"}},
        {"shape": 1},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**{**GOOD, **each})
