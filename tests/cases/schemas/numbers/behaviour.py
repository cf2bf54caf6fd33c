import json
from typing import Any

import pytest
from api_numbers.models import Thing
from pydantic import ValidationError


def test_bounds_are_met() -> None:
    good: list[dict[str, Any]] = [
        {"closed": 1},
        {"closed": 10},
        {"open": 0.5},
        {"even": -4},
        {"cents": 19.99},
        {"cents": 3},
        {"whole": 9},
        {"list": [0, 1]},
    ]
    for value in good:
        assert Thing(**value).to_dict() == value
        assert Thing.model_validate_json(json.dumps(value)).to_dict() == value


def test_bounds_are_checked() -> None:
    wrong: list[dict[str, Any]] = [
        {"closed": 0},
        {"closed": 11},
        {"open": 0},
        {"open": 1},
        {"even": 3},
        {"cents": 0.005},
        {"whole": 10},
        {"list": [-1]},
        {"closed": True},
        {"closed": 1.5},
    ]
    for value in wrong:
        with pytest.raises(ValidationError):
            Thing(**value)
