"""Arguments become models: variants of unions, absent properties, messages."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from random import Random
from typing import Annotated, Any, Literal

import pytest
from _core.errors import RequestValidationError
from _core.json_values import UNSET
from _core.schema import Schema
from _core.tagged import Tagged
from _core.type_inspection import (
    accepts_null,
    find_discriminator,
    union_members,
    union_models,
)
from _core.validation import build_model, has_arguments, validate
from pydantic import Field
from typing_extensions import TypeAliasType

from .handwritten_client import models

MaybeText = TypeAliasType("MaybeText", str | None)


def test_union_members() -> None:
    assert union_members(MaybeText | int) == [str, type(None), int]
    assert union_members(list[int]) == [list[int]]
    assert union_models(models.Pet) == [models.Cat, models.Dog]
    tag = find_discriminator(models.Pet | None)
    assert isinstance(tag, Tagged) and tag.property == "petType"
    assert find_discriminator(models.CreateSession) is None
    assert accepts_null(MaybeText) and not accepts_null(str)


@pytest.mark.parametrize(
    ("annotation", "arguments", "model"),
    [
        (models.CreateSession, {"mode": "batch"}, models.Cloud),
        (models.CreateSession, {"mode": "batch", "max_ttl": 1}, models.Cloud),
        (models.CreateSession, {"mode": "batch", "interactive_ttl": 1}, models.Partner),
        (models.Pet, {"pet_type": "dog", "bark": "x"}, models.Dog),
        (models.Pet, {"petType": "cat", "lives": 9}, models.Cat),
        (models.Point | models.Point2, {"x": 1, "y": 2}, models.Point2),
        (models.Point | None, {"x": 1}, models.Point),
    ],
)
def test_the_variant_of_a_union(annotation: Any, arguments: Any, model: Any) -> None:
    assert type(build_model(annotation, arguments)) is model


def test_values_that_are_not_converted() -> None:
    point = models.Point(x=1)
    assert build_model(models.Point2, point) is None
    assert build_model(models.Point | str, {"x": 1}) is None
    assert build_model(models.Point, [1]) is None


def test_absent_properties() -> None:
    patch = build_model(models.Patch, {"name": None, "price": None, "owner": None})
    assert isinstance(patch, models.Patch)
    assert patch.to_dict() == {"name": None, "owner": None}
    assert has_arguments(models.Patch, {"name": None})
    assert not has_arguments(models.Patch, {"name": UNSET, "price": None})


def test_none_is_null_for_an_additional_property() -> None:
    patch = build_model(models.Patch, {"owner": None, "price": None, "further": None})
    assert isinstance(patch, models.Patch)
    assert patch.to_dict() == {"owner": None, "further": None}
    assert has_arguments(models.Patch, {"further": None})
    # Another variant declares it, so it is an argument that was not given.
    point = build_model(models.Point | models.Point2, {"x": 1, "y": None})
    assert point is not None and point.model_dump(exclude_unset=True) == {"x": 1}


@pytest.mark.parametrize(
    ("annotation", "arguments", "message"),
    [
        (models.Point, {}, "x: required"),
        (models.Point, {"x": "s3cret"}, "x: should be an integer, not str"),
        (models.Closed, {"x": 1, "z": 2}, "body.z: unknown property"),
        (
            models.CreateSession,
            {"z": 1, "a": 2},
            "these arguments cannot be combined: a, z",
        ),
    ],
)
def test_messages(annotation: Any, arguments: Any, message: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        if build_model(annotation, arguments) is None:
            validate(Schema(lambda: annotation), arguments, "body")
    assert message in str(caught.value) and "s3cret" not in str(caught.value)


def test_the_message_does_not_show_an_unknown_tag() -> None:
    with pytest.raises(RequestValidationError) as caught:
        validate(Schema(lambda: models.Pet), {"petType": "s3cret"}, "pet")
    assert str(caught.value) == "pet.petType: should be 'cat' or 'dog'"


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (models.Point, {"xx": 1}, ".x: required; 'xx' is not documented"),
        (
            models.Pet,
            {"petTyp": "cat"},
            ".petType: required: 'cat' or 'dog'; 'petTyp' is not documented",
        ),
        (dict[str, Any], {1: 2}, ": keys should be strings"),
        (
            Annotated[str, Field(min_length=1)],
            "\ud800",
            ": must not have lone surrogates",
        ),
        (list[int], deque(["x"]), "[0]: should be an integer, not str"),
        (list[list[int]], range(1), "[0]: should be a list, not int"),
        (list[int], b"x", ": should be a list, not bytes"),
        (tuple[str, int], ["a", "b"], "[1]: should be an integer, not str"),
        (tuple[str, int], ("a",), ": needs more items"),
        (tuple[str, int], ["a", 1, 2], ": should have at most 2 items, not 3"),
        (tuple[str, int], "ab", ": should be a list, not str"),
        (Literal["plot"], "plott", ": should be 'plot'"),
    ],
)
def test_what_is_wrong(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        validate(Schema(lambda: annotation), value, "it")
    assert str(caught.value) == f"it{message}"


def test_a_message_has_at_most_ten_lines() -> None:
    schema = Schema(lambda: list[int])
    with pytest.raises(RequestValidationError) as caught:
        validate(schema, ["x"] * 30, "ids")
    first, *lines = str(caught.value).splitlines()
    assert first == "30 arguments are invalid:" and len(lines) == 9
    assert lines[7] == "  ids[7]: should be an integer, not str"
    assert lines[8] == "  … and 22 more"
    assert caught.value.errors[29] == ("ids[29]", "should be an integer, not str")
    with pytest.raises(RequestValidationError) as caught:
        validate(schema, ["x", 1, None], "ids")
    assert str(caught.value) == (
        "2 arguments are invalid:\n"
        "  ids[0]: should be an integer, not str\n"
        "  ids[2]: should be an integer, not None"
    )


def _random_value(random: Random, depth: int = 0) -> Any:
    keys = [
        "x",
        "kind",
        "petType",
        "pet_type",
        "lines",
        "point",
        "buyer",
        "home",
        "a b",
    ]
    scalars = ["s3cret" * 9, b"s3cret", -1, 1.5, None, True, object(), float("nan")]
    match random.randrange(4 if depth < 4 else 2):
        case 0 | 1:
            return random.choice(scalars)
        case 2:
            return [
                _random_value(random, depth + 1) for _ in range(random.randrange(9))
            ]
        case _:
            chosen = random.sample(keys, random.randrange(5))
            return {key: _random_value(random, depth + 1) for key in chosen}


def _schema(type_: Any) -> Schema:
    return Schema(lambda: type_)


def test_messages_have_neither_internals_nor_values() -> None:
    internals = re.compile(
        r"function-|json-or-python|lax-or-strict|pydantic|tagged-union|Input should"
        r"|also tried|<class|object at|s3cret"
    )
    types: list[Any] = [
        models.Order,
        models.Pet,
        models.CreateSession,
        models.Item | list[models.Pet | str] | None,
        dict[str, models.Point | models.Closed | float],
        list[Literal["a", "b"] | int],
        list[dt.datetime | models.Counts],
    ]
    schemas = [_schema(type_) for type_ in types]
    random, refused = Random(0), 0
    for number in range(700):
        value = _random_value(random)
        try:
            validate(schemas[number % len(schemas)], value, "arg")
        except RequestValidationError as error:
            lines, refused = str(error).splitlines(), refused + 1
            assert len(lines) <= 10 and not internals.search(str(error)), str(error)
            assert all(path.startswith("arg") for path, _ in error.errors)
    assert refused > 300
