"""Models: absent and null, open and closed enums, unions, constants, base64."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import Any, Literal

import pytest
from _core.enums import Open
from _core.json_values import UNSET, Unset
from _core.lenient_decode import read_json
from _core.model import Model
from _core.schema import Schema
from pydantic import TypeAdapter, ValidationError, create_model

from .handwritten_client import models


def item(**changes: Any) -> str:
    return json.dumps({"id": "1", "name": None, "colour": "red"} | changes)


def test_wire_form() -> None:
    read = models.Item.model_validate_json(
        item(madeAt="2024-01-02T03:04:05Z", note=None, more=[1], **{"class": "c"})
    )
    assert read.made_at == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert read.class_ == "c"
    assert json.loads(read.to_json()) == read.to_dict()
    assert read.to_dict() == {
        "id": "1",
        "name": None,
        "colour": "red",
        "madeAt": "2024-01-02T03:04:05Z",
        "note": None,
        "more": [1],
        "class": "c",
    }


def test_none_is_absent_or_null() -> None:
    made = models.Item(id="1", name=None, colour="red", price=None, note=None)
    assert made.to_dict() == {"id": "1", "name": None, "colour": "red", "note": None}
    with pytest.raises(ValidationError):
        models.Item.model_validate_json(item(price=None))
    assert models.Item.model_validate_json(item(note=None)).note is None


def test_enums_are_open_in_json_and_closed_in_python() -> None:
    read = models.Item.model_validate_json(item(colour="green", shade="grey"))
    assert (read.colour, read.shade) == ("green", "grey")
    with pytest.raises(ValidationError):
        models.Item(id="1", name=None, colour="green")
    with pytest.raises(ValidationError):
        models.Item(id="1", name=None, colour="red", shade="grey")
    nullable: TypeAdapter[Any] = TypeAdapter(Open[Literal["a"] | str | None])
    assert nullable.validate_json("null") is None
    assert nullable.validate_json('"b"') == "b"
    assert nullable.validate_python(None) is None
    with pytest.raises(ValidationError):
        nullable.validate_python("b")


def test_base64() -> None:
    for text in ("AAH/", "AAH_", "AAH/\n"):
        assert models.Item.model_validate_json(item(sound=text)).sound == b"\0\1\xff"
    assert models.Item.model_validate_json(item(sound="AA")).sound == b"\0"
    made = models.Item(id="1", name=None, colour="red", sound=b"\0\1\xff")
    assert made.to_dict()["sound"] == "AAH/"
    assert made.model_dump()["sound"] == b"\0\1\xff"
    with pytest.raises(ValidationError):
        models.Item.model_validate_json(item(sound="*"))


def test_constants_and_closed_models() -> None:
    assert models.Closed(x=1).to_dict() == {"kind": "closed", "x": 1}
    with pytest.raises(ValidationError):
        models.Closed.model_validate({"x": 1, "y": 2})
    read = models.Closed.model_validate_json('{"x": 1, "kind": "closed", "y": 2}')
    assert read.to_dict() == {"kind": "closed", "x": 1, "y": 2}


@pytest.mark.parametrize(
    "kind", [models.Point | models.Point2, models.Point2 | models.Point]
)
def test_the_best_match_of_a_union_wins(kind: Any) -> None:
    union = TypeAdapter[Any](kind)
    assert type(union.validate_json('{"x":1,"y":2}')) is models.Point2
    assert type(union.validate_json('{"x":1,"y":2,"z":3}')) is models.Point2
    assert type(union.validate_json('{"x":1}')) is models.Point
    assert type(union.validate_python({"x": 1, "y": 2})) is models.Point2


def test_json_kinds_of_a_union() -> None:
    union = TypeAdapter[Any](float | int | bool | str)
    for text in ("1", "1.0", '"1"', "true", "1.5"):
        assert json.dumps(union.validate_json(text)) == text


def test_errors_do_not_show_what_was_given() -> None:
    for given in ({"x": "s3cret"}, {"x": 1, "y": "s3cret"}):
        with pytest.raises(ValidationError) as caught:
            models.Closed(**given)
        assert "s3cret" not in str(caught.value)


def test_discriminator() -> None:
    pets = TypeAdapter[Any](models.Pet)
    assert type(pets.validate_json('{"petType":"dog","bark":"x"}')) is models.Dog
    assert type(pets.validate_python({"petType": "cat", "lives": 9})) is models.Cat
    assert type(pets.validate_python({"pet_type": "cat", "lives": 9})) is models.Cat
    cat = models.Cat(pet_type="cat", lives=9)
    assert pets.validate_python(cat) is cat
    assert pets.dump_python(cat, by_alias=True) == {"petType": "cat", "lives": 9}
    with pytest.raises(ValidationError):
        pets.validate_python({"petType": "cow"})


def test_typed_extras() -> None:
    read = models.Counts.model_validate_json('{"name": "n", "a": 1}')
    assert read.model_extra == {"a": 1}
    with pytest.raises(ValidationError):
        models.Counts.model_validate_json('{"name": "n", "a": "x"}')


def test_unset() -> None:
    assert repr(UNSET) == "UNSET" and not UNSET and isinstance(UNSET, Unset)


def test_a_value_that_deviates_is_dumped_without_warnings() -> None:
    read = models.Item.model_construct({"id"}, id=5, price="dear")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read.model_dump()["price"] == "dear"
        assert json.loads(read.model_dump_json())["id"] == 5
        assert read.to_dict() == {"id": 5}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "5"),
        (int, True),
        (float, "5"),
        (float, False),
        (bool, 1),
        (bool, "true"),
        (str, 5),
        (dt.datetime, 5),
        (dt.datetime, "5"),
        (dt.datetime, "2024-02-01"),
        (dt.date, 5),
        (dt.date, "5"),
        (dt.time, 5),
        (Literal[1, 2], True),
        (list[int], ["5"]),
        (dict[str, int | None], {"a": "5"}),
    ],
    ids=repr,
)
def test_values_of_another_json_type_are_refused(kind: Any, value: Any) -> None:
    schema = Schema(lambda: kind)
    with pytest.raises(ValidationError):
        schema.adapter.validate_python(value)
    with pytest.raises(ValidationError):
        schema.adapter.validate_json(json.dumps(value))
    with pytest.raises(ValidationError):
        create_model("Made", __base__=Model, it=(kind, ...)).model_validate(
            {"it": value}
        )


MOMENT = dt.datetime(2024, 2, 1, 10, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("kind", "value", "wire"),
    [
        (float, 5, 5),
        (int, 10**30, 10**30),
        (dt.datetime, MOMENT, "2024-02-01T10:30:00Z"),
        (dt.datetime, "2024-02-01T10:30:00Z", "2024-02-01T10:30:00Z"),
        (dt.datetime | dt.date, "2024-02-01", "2024-02-01"),
        (dt.date, MOMENT.date(), "2024-02-01"),
        (dt.date, "2024-02-01", "2024-02-01"),
        (dt.time, "10:30:00", "10:30:00"),
        (Literal[1, 2], 2, 2),
    ],
    ids=repr,
)
def test_python_and_json_values_are_accepted(kind: Any, value: Any, wire: Any) -> None:
    made = create_model("Made", __base__=Model, it=(kind, ...))
    assert made.model_validate({"it": value}).to_dict() == {"it": wire}
    adapter = Schema(lambda: kind).adapter
    assert json.loads(adapter.dump_json(adapter.validate_python(value))) == wire
    read = adapter.validate_json(json.dumps(wire))
    assert json.loads(adapter.dump_json(read)) == wire


def test_a_whole_number_may_be_written_with_a_fraction() -> None:
    assert read_json(Schema(lambda: list[int]), b"[1.0, 2]") == ([1, 2], [])
    value, deviations = read_json(Schema(lambda: list[int]), b"[1.5]")
    assert value == [1.5] and deviations


def test_an_unknown_property_may_be_called_as_a_field() -> None:
    content = b'{"id":"1","name":null,"colour":"red","class":"c","class_":"x"}'
    value, deviations = read_json(Schema(lambda: models.Item), content)
    assert deviations == [] and value.class_ == "c"
    assert value.to_dict() == json.loads(content)
