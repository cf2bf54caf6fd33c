import json
from typing import Any, assert_type

import pytest
from api_tuples.models import Thing
from pydantic import ValidationError

GOOD: dict[str, Any] = {
    "pair": ["a", 1],
    "exact": [0.5, 1],
    "open": ["a", 1, {"b": None}],
    "rest": ["a", True, False],
    "pairs": [["a", {"a": "b"}], ["c", {}]],
}


def test_tuples_round_trip() -> None:
    thing = Thing.model_validate_json(json.dumps(GOOD))
    assert_type(thing.pair, tuple[str, int] | None)
    assert_type(thing.exact, tuple[float, float] | None)
    assert_type(thing.rest, list[str | bool] | None)
    assert thing.to_dict() == GOOD
    assert Thing(pair=("a", 1)).to_dict() == {"pair": ["a", 1]}


def test_places_and_length_count() -> None:
    wrong: list[dict[str, Any]] = [
        {"pair": [1, "a"]},
        {"pair": ["a"]},
        {"pair": ["a", 1, 2]},
        {"exact": [1]},
        {"rest": [1]},
        {"pairs": [["a", 1]]},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)
