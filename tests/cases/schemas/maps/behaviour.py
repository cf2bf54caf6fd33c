import json
from typing import Any, assert_type

import pytest
from api_maps.models import Point, Thing
from pydantic import ValidationError

GOOD: dict[str, Any] = {
    "points": {"a b": {"x": 1.5}},
    "inline": {"": {"y": 1}},
    "matrix": {"m": {"n": 0.5}},
    "free": {"class": [1], "日本": None},
    "nulls": {"a": None, "b": 1},
}


def test_maps_round_trip() -> None:
    thing = Thing.model_validate_json(json.dumps(GOOD))
    assert_type(thing.points, dict[str, Point])
    assert_type(thing.free, dict[str, Any])
    assert thing.to_dict() == GOOD


def test_values_and_sizes_count() -> None:
    wrong: list[dict[str, Any]] = [
        {"points": {}},
        {"points": {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}}},
        {"points": {"a": {}}},
        {"inline": {"a": {"y": "1"}}},
        {"matrix": {"a": {"b": -1}}},
        {"nulls": {"a": "b"}},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**{**GOOD, **each})
