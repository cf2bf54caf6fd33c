import datetime as dt
import json
from typing import assert_type

import pytest
from api_shadowed_names import Client
from api_shadowed_names.models import Thing
from pydantic import ValidationError

from tests.loopback import Loopback, answer

UNTIL = "2024-01-02T03:04:05Z"
VALUE = {
    "bytes": 1,
    "names": ["a"],
    "list": [2],
    "str": "s",
    "bool": True,
    "float": 0.5,
    "tuple": "t",
    "object": "o",
    "builtins": "b",
    "dt": UNTIL,
    "until": UNTIL,
    "options": "p",
    "before_": "c",
    "more": 3,
}


def test_attributes_have_their_types_although_they_hide_them() -> None:
    thing = Thing.model_validate_json(json.dumps(VALUE))
    assert thing.to_dict() == VALUE
    assert_type(thing.bytes, int)
    assert_type(thing.names, list[str])
    assert_type(thing.list, list[int] | None)
    assert_type(thing.until, dt.datetime | None)
    assert_type(thing.options_, str | None)
    assert isinstance(thing.until, dt.datetime)
    with pytest.raises(ValidationError):
        Thing(bytes=1, names=["a"], list=[0])
    with pytest.raises(ValidationError):
        Thing.model_validate_json('{"bytes": 1, "names": ["a"], "more": "text"}')


def test_arguments_have_the_same_names(server: Loopback) -> None:
    server.will(answer(200, VALUE))
    with Client(base_url=server.url) as client:
        thing = client.things.create(
            bytes=1, names=["a"], list=[2], object="o", options_="p", before_="c"
        )
    sent = json.loads(server.seen[0].body)
    assert sent == {n: VALUE[n] for n in ("bytes", "names", "list", "object", "options", "before_")}  # fmt: skip
    assert_type(thing, Thing)


def test_a_method_may_have_any_keyword(server: Loopback) -> None:
    server.will(answer(200, []))
    moment = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    with Client(base_url=server.url) as client:
        found = client.with_response(
            client.things.list,
            bytes=1,
            list=["a"],
            dt=moment,
            method="m",
            body="b",
            before_="c",
            name__gt="d",
        )
    assert_type(found.parsed, list[Thing])
    assert server.seen[0].target == (
        "/things?bytes=1&list=a&dt=2024-01-02T00%3A00%3A00Z&method=m&body=b"
        "&before_=c&name__gt=d"
    )
