from typing import Any

import pytest
from api_all_of_conflict.models import Thing
from pydantic import ValidationError


def test_what_agrees_is_enforced() -> None:
    Thing(shade="red", step=12, code="ab")
    wrong: list[dict[str, Any]] = [
        {"shade": "blue"},
        {"step": 4},
        {"step": 6},
        {"code": "b"},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)


def test_the_first_wins_where_nothing_satisfies_both() -> None:
    Thing(size="large", colour="red", kind="a", plain="a")
    with pytest.raises(ValidationError):
        Thing.model_validate({"size": 1})
