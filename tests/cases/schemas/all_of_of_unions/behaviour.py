import json
from typing import Any

import pytest
from api_all_of_of_unions.models import Base, Holder, Large, Small
from pydantic import ValidationError

GOOD: dict[str, Any] = {
    "base": None,
    "small": {"id": "a", "size": 1},
    "large": {"id": "a", "weight": 2},
    "first": {"a": "x", "first": 1},
    "second": {"b": "y", "second": 2},
}


def test_each_that_includes_a_union_is_a_model_of_its_own() -> None:
    holder = Holder.model_validate_json(json.dumps(GOOD))
    assert isinstance(holder.small, Small) and holder.small.size == 1
    assert isinstance(holder.large, Large) and holder.large.weight == 2
    assert holder.first.first == 1
    assert holder.second.second == 2
    assert holder.to_dict() == GOOD
    assert Base(id="a").to_dict() == {"id": "a"}


def test_what_extends_a_nullable_object_is_none_itself() -> None:
    wrong: list[dict[str, Any]] = [
        {"small": None},
        {"small": {"id": "a"}},
        {"large": {"size": 1}},
        {"first": {"first": 1}},
        {"first": {"a": "x", "first": "1"}},
        {"second": {"second": 1}},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Holder.model_validate({**GOOD, **each})
