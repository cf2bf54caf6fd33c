import json
from typing import Any, assert_type

import pytest
from api_boolean_schemas.models import Thing
from pydantic import ValidationError


def test_true_is_anything() -> None:
    for any_ in (None, 1, "a", [1.5], {"a": None}):
        value: dict[str, Any] = {
            "any": any_,
            "empty": any_,
            "named": any_,
            "list": [any_],
        }
        thing = Thing.model_validate_json(json.dumps(value))
        assert thing.to_dict() == value
    thing = Thing(all="a")
    assert_type(thing.any, Any | None)
    assert_type(thing.list, list[Any] | None)
    assert_type(thing.all, str | None)


def test_a_list_without_items_is_empty() -> None:
    assert Thing(no_items=[]).to_dict() == {"no_items": []}
    with pytest.raises(ValidationError):
        Thing(no_items=[1])
