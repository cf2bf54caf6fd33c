"""Values of a format and numbers: nothing is lost between reading and writing."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any
from uuid import UUID

import pytest
from _core.base64_bytes import Base64, Base64Url
from _core.errors import RequestValidationError
from _core.lenient_decode import read_json
from _core.lossless import LOSSLESS
from _core.model import Model
from _core.schema import Schema
from _core.unique_items import Unique
from _core.validation import validate
from pydantic import Field
from typing_extensions import TypeAliasType

NAIVE = dt.datetime(2024, 6, 30, 1, 2, 3)
AWARE = NAIVE.replace(tzinfo=dt.UTC)
ID = "0b1d1ac1-7c3e-4b5a-9f1e-0000000000aa"
NANOSECONDS = "2024-06-30T12:34:56.123456789+02:00"


class Part(Model):
    at: dt.datetime | None = None
    data: Base64 | None = None
    price: Decimal | None = None


Value = TypeAliasType(
    "Value",
    "Annotated[float | dt.datetime | dt.timedelta | Base64 | list[Value]"
    " | dict[str, Value], LOSSLESS]",
)


def read(kind: Any, value: Any) -> tuple[Any, Any, list[str]]:
    """What a JSON value is read as, how that is written, and the deviations."""
    schema = Schema(lambda: kind)
    found, deviations = read_json(schema, json.dumps(value).encode())
    return found, schema.to_json_value(found), deviations


def lossless(union: Any) -> Any:
    return Annotated[union, LOSSLESS]


def sent(kind: Any, value: Any) -> Any:
    """How an argument is written."""
    schema = Schema(lambda: kind)
    return schema.to_json_value(validate(schema, value, "arg"))


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(RequestValidationError) as caught:
        sent(kind, value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (dt.date, "2024-06-30T00:00:00Z"),
        (dt.date, "2024-06-30T00:00:00"),
        (dt.date, "2024-06-30\n"),
        (dt.date, "1719705600"),
        (dt.datetime, "2024-06-30"),
        (dt.datetime, "1719705600"),
        (dt.time, "2024-06-30T12:00:00Z"),
        (dt.timedelta, "12:00:00"),
        (dt.datetime, "2024-06-30T12:30:60Z"),
        (Decimal, "many"),
        (Decimal, "1e9999"),
        (Decimal, "١"),
        (list[dt.date], ["2024-06-30T00:00:00Z"]),
        (dict[str, dt.date | None], {"a": "2024-06-30T00:00:00Z"}),
    ],
)
def test_a_text_of_another_format(kind: Any, text: Any) -> None:
    found, written, deviations = read(kind, text)
    assert found == written == text
    assert len(deviations) == 1
    assert refusal(kind, text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (dt.date, NAIVE),
        (dt.date, AWARE),
        (dt.datetime, dt.date(2024, 6, 30)),
        (dt.datetime, 1719705600),
        (dt.timedelta, 60),
        (Decimal, 12.5),
        (Decimal, 12),
        (Decimal, Decimal("NaN")),
    ],
)
def test_an_object_of_another_type(kind: Any, value: Any) -> None:
    assert refusal(kind, value).startswith("arg: should be a ")


@pytest.mark.parametrize(
    ("kind", "value", "place"),
    [
        (dt.datetime, NAIVE, "arg"),
        (dt.datetime, "2024-06-30T01:02:03", "arg"),
        (dt.datetime | None, NAIVE, "arg"),
        (list[dt.datetime], [AWARE, NAIVE], "arg[1]"),
        (dict[str, dt.datetime], {"a": NAIVE}, "arg.a"),
        (Part, {"at": NAIVE}, "arg.at"),
    ],
)
def test_a_time_without_a_zone_is_not_sent(kind: Any, value: Any, place: str) -> None:
    assert refusal(kind, value) == f"{place}: needs a time zone (RFC 3339, 5.6)"


def test_a_time_without_a_zone_is_read() -> None:
    text = "2024-06-30T01:02:03"
    assert read(dt.datetime, text) == (NAIVE, text, [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (dt.datetime, NANOSECONDS),
        (dt.datetime, "2024-06-30T12:34:56.1234567Z"),
        (dt.datetime, "2016-12-31T23:59:60Z"),
        (dt.time, "23:59:60.123456789Z"),
        (dt.time, "12:34:56.123456789Z"),
        (dt.timedelta, "PT0.123456789S"),
        (dt.timedelta, "P1Y2M"),
    ],
)
def test_a_text_with_more_than_its_type_is_kept(kind: Any, text: str) -> None:
    found, written, deviations = read(kind, text)
    assert isinstance(found, kind)
    assert (written, deviations) == (text, [])
    assert sent(kind, text) == text
    assert sent(kind, found) == text
    assert sent(kind | None, found) == text
    for copied in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert copied == found
        assert sent(kind, copied) == text


def test_a_calculated_time_does_not_keep_the_text() -> None:
    found, _, _ = read(dt.datetime, NANOSECONDS)
    later = found + dt.timedelta(days=1)
    assert sent(dt.datetime, later) == "2024-07-01T12:34:56.123456+02:00"
    assert sent(dt.datetime, found.replace(day=1)).startswith("2024-06-01T12:34:56.12")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.timedelta(days=400), "P400D"),
        (dt.timedelta(days=365), "P365D"),
        (dt.timedelta(days=30), "P30D"),
        (dt.timedelta(days=2, hours=3), "P2DT3H"),
        (dt.timedelta(minutes=90, microseconds=5), "PT1H30M0.000005S"),
        (dt.timedelta(milliseconds=1500), "PT1.5S"),
        (dt.timedelta(hours=-3), "-PT3H"),
        (dt.timedelta(), "PT0S"),
    ],
)
def test_a_timedelta_has_no_months(value: dt.timedelta, text: str) -> None:
    assert sent(dt.timedelta, value) == text
    assert sent(list[dt.timedelta | None], [value]) == [text]
    assert read(dt.timedelta, text)[0] == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1e-8"), "0.00000001"),
        (Decimal("-3E-7"), "-0.0000003"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"),
        (Decimal("0.12345678901234567890123456789"), "0.12345678901234567890123456789"),
    ],
)
def test_decimals_have_no_exponent(value: Decimal, text: str) -> None:
    assert sent(Decimal, value) == sent(Decimal, str(value)) == text
    assert sent(dict[str, Decimal], {"a": value}) == {"a": text}
    assert read(Decimal, str(value))[:2] == (value, text)


# Where another alternative keeps a text that the format would change.
EXACT: list[tuple[Any, Any, type]] = [
    (UUID | str, ID, UUID),
    (UUID | str, ID.upper(), str),
    (UUID | str, ID.replace("-", ""), str),
    (UUID | str, f"{{{ID}}}", str),
    (UUID | str | None, "none", str),
    (Base64 | str, "test", bytes),
    (Base64 | str, "ab-_", str),
    (Base64 | str, "YWI", str),
    (Base64 | str, "YWJ=", str),
    (Base64Url | str, "ab-_", bytes),
    (Base64Url | str, "ab+/", str),
    (Base64Url | str, "YWI", str),
    (list[Base64Url] | list[str], ["ab-_"], list),
    (dt.datetime | str, "2024-06-30T12:34:56Z", dt.datetime),
    (dt.datetime | str, "2024-06-30T12:34:56.000Z", str),
    (dt.datetime | str, "2024-06-30T12:34:56+00:00", str),
    (dt.datetime | str, "2024-06-30 12:34:56Z", str),
    (dt.datetime | str, NANOSECONDS, dt.datetime),
    (dt.datetime | str, "2024-06-30", str),
    (dt.date | str, "2024-06-30", dt.date),
    (dt.date | str, "2024-06-30T00:00:00Z", str),
    (dt.time | str, "12:34:56Z", dt.time),
    (dt.time | str, "12:34", str),
    (dt.timedelta | str, "P1M", dt.timedelta),
    (dt.timedelta | str, "Paris", str),
    (Decimal | str, "12.50", Decimal),
    (Decimal | str, "1E3", str),
    (Decimal | str, "007", str),
    (UUID | Base64, ID.replace("-", ""), bytes),
    (dt.date | dt.datetime, "2024-06-30", dt.date),
    (dt.date | dt.datetime, "2024-06-30T00:00:00+09:00", dt.datetime),
    (dt.date | dt.datetime | None, "2024-06-30T00:00:00Z", dt.datetime),
    (dt.time | dt.datetime | dt.timedelta | dt.date, "12:34:56Z", dt.time),
    (Annotated[str, Field(max_length=36)] | UUID, ID.upper(), str),
    (UUID | int, ID, UUID),
    (Decimal | int, 5, int),
]


@pytest.mark.parametrize(("kind", "value", "type_"), EXACT)
def test_a_format_wins_if_it_writes_the_same_text(
    kind: Any, value: Any, type_: type
) -> None:
    for union in (lossless(kind), lossless(_reversed(kind))):
        found, written, deviations = read(union, value)
        assert isinstance(found, type_)
        assert (written, deviations) == (value, [])
        assert sent(union, value) == value
        assert sent(union, found) == value
        assert sent(list.__class_getitem__(union), [value]) == [value]
        mapped = dict.__class_getitem__((str, union))
        assert sent(mapped, {"a": value}) == {"a": value}


def _reversed(kind: Any) -> Any:
    first, *others = reversed(kind.__args__)
    for other in others:
        first = first | other
    return first


def test_a_format_wins_inside_of_lists_and_maps() -> None:
    for union in (list[UUID] | list[str], list[str] | list[UUID]):
        kind = lossless(union)
        assert read(kind, [ID])[0] == [UUID(ID)]
        for texts in ([ID.upper()], [ID, "none"]):
            assert read(kind, texts) == (texts, texts, [])
            assert sent(kind, texts) == texts
    either = lossless(dict[str, UUID] | str)
    assert read(either, ID.upper())[0] == ID.upper()
    # Nothing else takes a map, so that the format does.
    assert read(either, {"a": ID.upper()})[1:] == ({"a": ID}, [])


def test_values_of_every_type_are_written_in_a_union() -> None:
    part = {"at": "2024-06-30T01:02:03Z", "data": "/w==", "price": "0.00000001"}
    given = [
        (b"\xff", "/w=="),
        (AWARE, "2024-06-30T01:02:03Z"),
        (dt.timedelta(days=400), "P400D"),
        (9007199254740993, 9007199254740993),
        (0.5, 0.5),
    ]
    for value, written in given:
        assert sent(Value, [value, {"a": value}]) == [written, {"a": written}]
        either = lossless(float | list[Base64] | list[Value])
        assert sent(either, [value]) == [written]
        assert sent(lossless(Part | Value), value) == written
    assert sent(lossless(Base64Url | str), b"\xfb\xff") == "-_8="
    dates = list[Annotated[Base64Url | dt.date, LOSSLESS]] | None
    assert sent(dates, [b"\xfb\xff"]) == ["-_8="]
    made = Part(at=AWARE, data=b"\xff", price=Decimal("1e-8"))
    assert sent(lossless(float | dt.datetime | Part), made) == part
    assert sent(list[Annotated[Part | Decimal | dt.date, LOSSLESS]], [made]) == [part]
    nested = lossless(lossless(dt.date | str) | dt.time)
    assert isinstance(read(nested, "12:34:56Z")[0], dt.time)


@pytest.mark.parametrize(
    "value", [3, 0, -7, 9007199254740993, 10**30, 0.25, 3.0, 1e300]
)
def test_numbers_stay_as_they_are(value: float) -> None:
    bounded = Annotated[float, Field(ge=-10, multiple_of=0.25)]
    for kind in (float, float | None, float | str, bounded):
        found, written, deviations = read(kind, value)
        assert found == written == value
        assert type(found) is type(written) is type(value)
        assert deviations == []
        assert type(sent(kind, value)) is type(value)
        assert sent(list.__class_getitem__(kind), [value]) == [value]


def test_bounds_of_whole_numbers() -> None:
    for kind in (
        Annotated[float, Field(gt=0, le=100)],
        Annotated[float, Field(ge=0.5, lt=100.5)],
    ):
        for value in (0, -1, 101, 0.0, 100.75, 10**400):
            assert refusal(kind, value).count("arg") == 1
            assert read(kind, value)[2] != []
        assert (sent(kind, 1), sent(kind, 99.5)) == (1, 99.5)


def test_numbers_of_other_types() -> None:
    assert sent(float, Decimal("0.10")) == 0.1
    assert sent(float, Fraction(1, 2)) == 0.5
    for value in (Decimal("0.12345678901234567890"), Fraction(1, 3)):
        assert refusal(float, value) == "arg: should have the value of a float"
    for other in (True, "3", float("nan"), float("inf"), None):
        assert refusal(float, other)


@pytest.mark.parametrize("kind", [int, float, Decimal, dt.date, dt.timedelta, UUID])
def test_a_value_that_deviates_is_written_as_it_is(kind: Any) -> None:
    for value in (True, [1], {"a": None}):
        found, written, deviations = read(kind, value)
        assert json.dumps(found) == json.dumps(written) == json.dumps(value)
        assert len(deviations) == 1


def test_unique_bytes() -> None:
    assert sent(Unique[list[Base64]], [b"\xff", b"\xfe"]) == ["/w==", "/g=="]
    assert refusal(Unique[list[Base64]], [b"\xff", b"\xff"])
