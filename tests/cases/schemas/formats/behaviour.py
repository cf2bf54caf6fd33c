import datetime as dt
import json
from decimal import Decimal
from typing import Any, assert_type
from uuid import UUID

import pytest
from api_formats.models import Thing
from pydantic import ValidationError

VALUE: dict[str, Any] = {
    "moment": "2024-02-29T12:30:45.123456+02:00",
    "day": "2024-02-29",
    "hour": "12:30:45",
    "lasting": "P1DT2H",
    "key": "123e4567-e89b-12d3-a456-426614174000",
    "data": "AAH/",
    "price": "12.50",
    "int32": 2147483647,
    "int64": 9223372036854775807,
    "single": 1.5,
    "double": 1e300,
    "email": "a@example.org",
    "uri": "https://example.org/a?b=c",
    "host": "example.org",
    "v4": "127.0.0.1",
    "v6": "::1",
    "secret": "s",
    "unknown": "red",
    "big": 12345678901234567890,
}


def test_each_format_has_its_type_and_comes_back() -> None:
    thing = Thing.model_validate_json(json.dumps(VALUE))
    assert_type(thing.moment, dt.datetime | None)
    assert_type(thing.day, dt.date | None)
    assert_type(thing.hour, dt.time | None)
    assert_type(thing.lasting, dt.timedelta | None)
    assert_type(thing.key, UUID | None)
    assert_type(thing.data, bytes | None)
    assert_type(thing.price, Decimal | None)
    assert_type(thing.int64, int | None)
    assert_type(thing.double, float | None)
    assert_type(thing.uri, str | None)
    assert_type(thing.unknown, str | None)
    assert thing.moment == dt.datetime.fromisoformat(VALUE["moment"])
    assert thing.lasting == dt.timedelta(days=1, hours=2)
    assert thing.price == Decimal("12.50")
    back = thing.to_dict()
    assert dt.datetime.fromisoformat(back.pop("moment")) == thing.moment
    assert back == {key: VALUE[key] for key in VALUE if key != "moment"}


def test_a_duration_is_written_as_it_was_read() -> None:
    # A month is no number of days.
    for text in ("P2M", "P1W", "PT90M", "-P1D", "P1Y2M3DT4H5M6S"):
        thing = Thing.model_validate_json(json.dumps({"lasting": text}))
        assert thing.to_dict() == {"lasting": text}
        assert thing.model_copy(deep=True).lasting == thing.lasting
    read = Thing.model_validate({"lasting": "PT90M"}).lasting
    assert read == dt.timedelta(minutes=90)


def test_python_values_are_taken() -> None:
    thing = Thing(
        moment=dt.datetime(2024, 1, 2, tzinfo=dt.UTC),
        day=dt.date(2024, 1, 2),
        hour=dt.time(3, 4),
        lasting=dt.timedelta(hours=1),
        key=UUID(int=1),
        price=Decimal("1.10"),
    )
    assert thing.to_dict() == {
        "moment": "2024-01-02T00:00:00Z",
        "day": "2024-01-02",
        "hour": "03:04:00",
        "lasting": "PT1H",
        "key": "00000000-0000-0000-0000-000000000001",
        "price": "1.10",
    }


def test_text_of_another_format_is_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"moment": "yesterday"},
        {"moment": 1700000000},
        {"day": "2024-02-30"},
        {"hour": "25:00:00"},
        {"lasting": "1 hour"},
        {"key": "12"},
        {"int32": 1.5},
        {"int32": "1"},
        {"single": "1.5"},
        {"price": "much"},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            Thing(**each)
        with pytest.raises(ValidationError):
            Thing.model_validate_json(json.dumps(each))
