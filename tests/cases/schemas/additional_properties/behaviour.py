import json

import pytest
from api_additional_properties.models import Closed, Holder, OpenModel, Typed, Unsaid
from pydantic import ValidationError


def test_closed() -> None:
    with pytest.raises(ValidationError):
        Closed.model_validate({"id": 1, "more": 2})
    # What a server adds one day costs nobody a response.
    assert Closed.model_validate_json('{"id": 1, "more": 2}').to_dict() == {
        "id": 1,
        "more": 2,
    }


def test_open_and_unsaid_keep_what_they_do_not_know() -> None:
    value = {"id": 1, "more": {"a": [None]}, "model_config": 2, "to_dict": 3}
    for kind in (OpenModel, Unsaid):
        assert kind.model_validate_json(json.dumps(value)).to_dict() == value


def test_typed_beside_properties() -> None:
    assert Typed.model_validate({"id": 1, "a": "b"}).to_dict() == {"id": 1, "a": "b"}
    for wrong in ({"a": 1}, {"a": "long"}):
        with pytest.raises(ValidationError):
            Typed.model_validate(wrong)


def test_maps() -> None:
    assert Holder(labels={"a": "b"}).to_dict() == {"labels": {"a": "b"}}
    assert Holder.model_validate({"nothing": {}}).to_dict() == {"nothing": {}}
    for wrong in ({"labels": {"a": 1}}, {"nothing": {"a": 1}}):
        with pytest.raises(ValidationError):
            Holder.model_validate(wrong)
