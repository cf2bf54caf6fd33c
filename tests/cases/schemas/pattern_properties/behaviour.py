from typing import Any, assert_type

import pytest
from api_pattern_properties.models import Beside, Thing
from pydantic import ValidationError


def test_values_by_pattern_have_their_type() -> None:
    value: dict[str, Any] = {
        "closed": {"x-a": "b"},
        "open": {"x-a": "b", "other": 1},
        "mixed": {"x-a": "b", "n-a": 1, "other": True},
        "named": {"a": 1},
    }
    thing = Thing.model_validate(value)
    assert_type(thing.closed, dict[str, str] | None)
    assert_type(thing.open, dict[str, Any] | None)
    assert_type(thing.mixed, dict[str, str | int | bool] | None)
    assert_type(thing.named, dict[str, int] | None)
    assert thing.to_dict() == value
    wrong: list[dict[str, Any]] = [
        {"closed": {"x-a": 1}},
        {"mixed": {"a": None}},
        {"named": {"a": "b"}},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)


def test_a_closed_object_takes_what_its_patterns_allow() -> None:
    assert Beside.model_validate({"id": "a", "x-b": "c"}).to_dict() == {
        "id": "a",
        "x-b": "c",
    }
    with pytest.raises(ValidationError):
        Beside.model_validate({"id": "a", "x-b": 1})
