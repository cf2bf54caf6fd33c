import json

from api_same_title.models import Thing

VALUE = {"first": {"a": "1"}, "second": {"b": 2}, "either": {"y": 3}}


def test_each_is_a_model_of_its_own() -> None:
    thing = Thing.model_validate_json(json.dumps(VALUE))
    assert thing.first is not None and thing.second is not None
    assert thing.first.a == "1"
    assert thing.second.b == 2
    assert type(thing.first).__name__ != type(thing.second).__name__
    assert thing.to_dict() == VALUE
