from typing import assert_type

import pytest
from api_contents import Client
from api_contents.models import Thing
from pydantic import ValidationError

from tests.loopback import Loopback, answer


def test_base64_is_bytes() -> None:
    thing = Thing.model_validate_json('{"base64": "AAH/", "image": "iVBORw=="}')
    assert_type(thing.base64, bytes | None)
    assert thing.base64 == b"\x00\x01\xff"
    assert thing.to_dict() == {"base64": "AAH/", "image": "iVBORw=="}
    assert Thing(base64=b"\x00").to_dict() == {"base64": "AA=="}
    with pytest.raises(ValidationError):
        Thing.model_validate({"base64": "no base64!"})


def test_text_within_text_is_text() -> None:
    value = {"json": '{"a": 1}', "quoted": "a=3Db"}
    thing = Thing.model_validate(value)
    assert_type(thing.json_, str | None)
    assert thing.to_dict() == value


def test_binary_is_a_file(server: Loopback) -> None:
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.files.create(data=b"\x00\xff")
    assert b"\x00\xff" in server.seen[0].body
