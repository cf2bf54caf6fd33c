import json

from api_unknown_fields.models import Thing


def test_they_are_kept_at_every_depth_in_their_order() -> None:
    text = '{"new":1,"wire-name":"a","inner":{"b":[{"c":null}],"a":2},"wire_name":3}'
    thing = Thing.model_validate_json(text, by_name=False)
    assert thing.to_dict() == json.loads(text)
    assert thing.wire_name == "a"
    assert thing.model_extra == {"new": 1, "wire_name": 3}


def test_a_python_name_is_taken_as_well() -> None:
    assert Thing(wire_name="a").to_dict() == {"wire-name": "a"}
    assert Thing.model_validate({"wire-name": "a"}) == Thing(wire_name="a")
