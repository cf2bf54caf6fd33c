import datetime as dt
from typing import Any

import pytest
from api_all_of_merge.models import Lamp
from pydantic import ValidationError


def test_every_member_holds() -> None:
    lamp = Lamp(id=10, name="hall", state="on", tags=["a", "b"], watts=0.5)
    assert lamp.to_dict() == {
        "id": 10,
        "name": "hall",
        "state": "on",
        "tags": ["a", "b"],
        "watts": 0.5,
    }
    read = Lamp.model_validate_json(
        '{"id": 10, "name": "hall", "at": "2024-01-02T03:04:05Z"}'
    )
    assert read.at == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def test_the_stricter_bound_wins() -> None:
    wrong: list[dict[str, Any]] = [
        {"id": 9},
        {"id": 101},
        {"name": "x"},
        {"name": "longer than ten"},
        {"state": "unknown"},
        {"tags": []},
        {"tags": ["a", "b", "c"]},
        {"tags": [1]},
        {"watts": 0},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Lamp.model_validate({"id": 10, "name": "hall", **each})
    with pytest.raises(ValidationError):
        Lamp.model_validate({"id": 10})
