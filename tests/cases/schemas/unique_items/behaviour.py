from typing import Any, assert_type

import pytest
from api_unique_items.models import Label, Thing
from pydantic import ValidationError


def test_equal_items_are_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"tags": ["a", "b", "a"]},
        {"tags": []},
        {"labels": [{"id": 1}, {"id": 1}]},
        {"any": [1, 1.0]},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)


def test_the_order_is_kept() -> None:
    thing = Thing(tags=["b", "a"], labels=[Label(id=1), Label()], any=[1, True, "1"])
    assert_type(thing.tags, list[str] | None)
    assert thing.to_dict() == {
        "tags": ["b", "a"],
        "labels": [{"id": 1}, {}],
        "any": [1, True, "1"],
    }
