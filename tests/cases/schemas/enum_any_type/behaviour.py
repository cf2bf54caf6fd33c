import json
from typing import Any

import pytest
from api_enum_any_type.models import Thing
from pydantic import ValidationError


def test_members_of_any_type_are_kept() -> None:
    good: list[dict[str, Any]] = [
        *({"mixed": each} for each in ("auto", 0, 1, True, None)),
        *({"case": each} for each in ("ok", "OK", "Ok")),
        *({"odd": each} for each in ("", " ", "a b", "ü", '"', "\n")),
        {"text_of_numbers": "1"},
        {"number": 0.5},
        {"objects": {"a": 2}},
        {"one": "only"},
        {"typed": 2},
        {"doubled": "b"},
    ]
    for value in good:
        back = Thing.model_validate_json(json.dumps(value)).to_dict()
        assert repr(back) == repr(value)
        assert repr(Thing(**value).to_dict()) == repr(value)


def test_a_value_that_is_no_member_is_not_sent() -> None:
    wrong: list[dict[str, Any]] = [
        {"mixed": "manual"},
        {"mixed": 2},
        {"mixed": False},
        {"case": "oK"},
        {"text_of_numbers": 1},
        {"odd": "a"},
        {"one": "other"},
        {"typed": 4},
        {"typed": "3"},
        {"number": "x"},
        {"objects": 1},
    ]
    for value in wrong:
        with pytest.raises(ValidationError):
            Thing(**value)


def test_a_value_that_is_no_member_is_read() -> None:
    value = {"mixed": "manual", "case": "oK", "typed": 4, "text_of_numbers": "9"}
    assert Thing.model_validate_json(json.dumps(value)).to_dict() == value
