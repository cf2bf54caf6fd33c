import json
from typing import assert_type

import pytest
from api_patch_absent_null_value import Client
from api_patch_absent_null_value.models import Owner, Thing
from pydantic import ValidationError

from tests.loopback import Loopback, answer


def test_absent_null_and_a_value_are_three_requests(server: Loopback) -> None:
    server.will(answer(200, {"name": "a", "note": None}))
    with Client(base_url=server.url) as client:
        client.things.update("1")
        client.things.update("1", note=None)
        client.things.update("1", note="b")
        client.things.update("1", name=None)
        client.things.update("1", owner=Owner(phone=None))
    bodies = [json.loads(seen.body) for seen in server.seen]
    assert bodies == [{}, {"note": None}, {"note": "b"}, {}, {"owner": {"phone": None}}]


def test_models_keep_them_apart() -> None:
    thing = Thing(name="a", note=None)
    assert_type(thing.note, str | None)
    assert_type(thing.size, int | None)
    assert thing.to_dict() == {"name": "a", "note": None}
    assert Thing(name="a", note=None, size=None).to_dict() == {
        "name": "a",
        "note": None,
        "size": None,
    }
    text = '{"name":"a","note":null,"size":null}'
    assert Thing.model_validate_json(text).to_json() == text
    with pytest.raises(ValidationError):
        Thing.model_validate({"name": "a"})
    with pytest.raises(ValidationError):
        Thing.model_validate({"name": None, "note": None})
