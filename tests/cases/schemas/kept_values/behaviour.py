import datetime as dt
import json
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from api_kept_values import (
    Client,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from api_kept_values.models import PostThingRange, Thing

from tests.loopback import Loopback, answer

VALUE: dict[str, Any] = {
    "size": 9007199254740993,
    "share": 3,
    "day": "2024-06-30",
    "since": "2024-06-30T12:34:56.123456789+02:00",
    "span": "P1Y2M",
    "price": "0.00000001",
    "long": "9223372036854775807",
    "either_long": "18446744073709551615",
    "when": ["2024-06-30T00:00:00+09:00", "2024-06-30", "2024-06-30T00:00:00Z"],
    "keys": {"a": "0B1D1AC1-7C3E-4B5A-9F1E-0000000000AA", "b": "none"},
    "data": "ab-_",
    "times": ["12:34", "12:34:56Z"],
    "json": {"a": 10**17, "b": [3, 2.5, True, "3", None, {"c": [0, 1, 3.0]}]},
    "more": 10**20,
}
NAIVE = dt.datetime(2024, 6, 30, 1, 2, 3)
AWARE = NAIVE.replace(tzinfo=dt.UTC)


def test_a_body_is_sent_and_read_as_it_is(server: Loopback) -> None:
    server.will(answer(200, VALUE), answer(204))
    with Client(base_url=server.url, validate_responses="strict") as client:
        arguments = {name: item for name, item in VALUE.items() if name != "more"}
        others = {name: item for name, item in arguments.items() if name != "json"}
        thing = client.things.update(1, json_=arguments["json"], **others)
        assert json.dumps(server.last.json) == json.dumps(arguments)
        assert isinstance(thing.size, int) and isinstance(thing.since, dt.datetime)
        assert json.dumps(json.loads(thing.to_json())) == json.dumps(VALUE)
        assert json.dumps(thing.to_dict()) == json.dumps(VALUE)
        assert Thing.model_validate_json(thing.to_json()) == thing


def test_what_deviates_is_kept_and_not_sent(server: Loopback) -> None:
    wrong: list[dict[str, Any]] = [
        {"day": "2024-06-30T00:00:00Z"},
        {"since": "2024-06-30"},
        {"price": "many"},
        {"size": True},
    ]
    with Client(base_url=server.url) as client:
        for each in wrong:
            server.will(answer(200, each))
            with pytest.warns(ResponseValidationWarning):
                assert client.things.update(1).to_dict() == each
            with pytest.raises(RequestValidationError):
                client.things.update(1, **each)
    with Client(base_url=server.url, validate_responses="strict") as client:
        for each in wrong:
            server.will(answer(200, each))
            with pytest.raises(ResponseValidationError):
                client.things.update(1)


def test_parameters_are_written_in_digits(server: Loopback) -> None:
    with Client(base_url=server.url) as client:
        for number, text in (
            (1e16, "10000000000000000"),
            (9007199254740993, "9007199254740993"),
            (3.0, "3"),
            (-2.5, "-2.5"),
            (1e-7, "0.0000001"),
        ):
            server.will(answer(200, {}))
            client.things.update(
                number,
                sizes=[number, 1],
                x_size=number,
                range=PostThingRange(least=number, until=AWARE),
                every=dt.timedelta(days=400),
                cost=Decimal("1E+3"),
                begin=AWARE,
                key="0B1D1AC1-7C3E-4B5A-9F1E-0000000000AA",
            )
            path, _, query = server.last.target.partition("?")
            assert unquote(path) == f"/things/{text}"
            assert parse_qs(query) == {
                "sizes": [text, "1"],
                "range[least]": [text],
                "range[until]": ["2024-06-30T01:02:03Z"],
                "every": ["P400D"],
                "cost": ["1000"],
                "begin": ["2024-06-30T01:02:03Z"],
                "key": ["0B1D1AC1-7C3E-4B5A-9F1E-0000000000AA"],
            }
            assert server.last.header("X-Size") == text


def test_forms_are_written_in_digits(server: Loopback) -> None:
    with Client(base_url=server.url) as client:
        values: dict[str, Any] = {
            "size": 1e16,
            "sizes": [3, 0.5, 10**17],
            "until": AWARE,
            "span": dt.timedelta(days=31),
            "price": Decimal("1E+3"),
        }
        server.will(answer(204), answer(204))
        client.forms.create(content_type="application/x-www-form-urlencoded", **values)
        assert parse_qs(server.last.body.decode()) == {
            "size": ["10000000000000000"],
            "sizes": ["3", "0.5", "100000000000000000"],
            "until": ["2024-06-30T01:02:03Z"],
            "span": ["P31D"],
            "price": ["1000"],
        }
        client.forms.create(content_type="multipart/form-data", **values)
        lines = server.last.body.decode().split("\r\n")
        for text in ("10000000000000000", "100000000000000000", "P31D", "1000"):
            assert text in lines


def test_a_time_without_a_zone_is_not_sent(server: Loopback) -> None:
    wrong: list[dict[str, Any]] = [
        {"since": NAIVE},
        {"since": "2024-06-30T01:02:03"},
        {"x_since": NAIVE},
        {"range": {"until": NAIVE}},
        {"begin": NAIVE},
        {"when": [NAIVE]},
    ]
    with Client(base_url=server.url) as client:
        for each in wrong:
            with pytest.raises(RequestValidationError, match="needs a time zone"):
                client.things.update(1, **each)
        with pytest.raises(RequestValidationError, match="until: needs a time zone"):
            client.forms.create(until=NAIVE)
    assert not server.seen
