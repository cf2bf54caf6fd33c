import json
from typing import Any, Literal, assert_type

import pytest
from api_constant_defaults import (
    Client,
    RequestValidationError,
    ResponseValidationError,
)
from api_constant_defaults.models import Bird, Cat, Part, Thing

from tests.loopback import Loopback, answer

PART = {"part-of": 1, "size": 2}
THING = {"kind": "thing", "part": PART, "live": True}


def test_a_required_constant_need_not_be_given(server: Loopback) -> None:
    server.will(answer(200, THING), answer(200, THING))
    with Client(base_url=server.url, validate_responses="strict") as client:
        client.things.update("v1", "a", part=Part(size=2))
        thing = client.things.update(
            "v1", "a", mode=7, kind="thing", live=True, part=Part(part_of=1, size=2)
        )
    assert_type(thing.kind, Literal["thing"])
    for request in server.seen:
        assert request.target == "/v1/things/a?mode=7"
        assert request.json == THING
    assert thing == Thing(part=Part(size=2))
    assert thing.to_dict() == THING


def test_a_dict_need_not_have_it_either(server: Loopback) -> None:
    server.will(answer(200, THING))
    part: Any = {"size": 2}
    with Client(base_url=server.url) as client:
        client.things.update("v1", "a", part=part, parts=[part])
    assert server.seen[0].json == {**THING, "parts": [PART]}


def test_a_wrong_value_is_refused(server: Loopback) -> None:
    wrong: list[dict[str, Any]] = [
        {"kind": "other"},
        {"kind": None},
        {"live": 1},
        {"live": False},
        {"live": None},
        {"mode": 8},
        {"mode": None},
        {"part": {"part-of": True, "size": 2}},
        {"part": {"part-of": None, "size": 2}},
        {"parts": [{"part-of": 2, "size": 2}]},
    ]
    with Client(base_url=server.url) as client:
        for each in wrong:
            arguments: dict[str, Any] = {"part": Part(size=2), **each}
            with pytest.raises(RequestValidationError):
                client.things.update("v1", "a", **arguments)
    assert server.seen == []


def test_a_response_must_have_it(server: Loopback) -> None:
    lacking = {"kind": "thing", "part": {"size": 2}, "live": True}
    server.will(answer(200, lacking))
    with (
        Client(base_url=server.url, validate_responses="strict") as client,
        pytest.raises(ResponseValidationError, match="/part/part-of: required"),
    ):
        client.things.update("v1", "a", part=Part(size=2))


def test_a_response_may_lack_a_tag_that_its_schema_does_not_require(
    server: Loopback,
) -> None:
    """It is required where it tells the variants of a union apart."""
    known = {**THING, "bird": {"wings": 2}, "bat": {"night": True}}
    flyers = [{"kind": "Bird", "wings": 2}, {"wings": 2}]
    server.will(*[answer(200, {**known, "flyer": each}) for each in flyers])
    with Client(base_url=server.url, validate_responses="strict") as client:
        thing = client.things.update("v1", "a", part=Part(size=2))
        with pytest.raises(ResponseValidationError, match="/flyer/kind: required"):
            client.things.update("v1", "a", part=Part(size=2))
    assert isinstance(thing.flyer, Bird) and thing.bird is not None
    assert thing.bird.kind == thing.flyer.kind == "Bird"
    assert thing.bird.to_dict() == {"wings": 2}
    assert Bird(wings=2).to_dict() == {"kind": "Bird", "wings": 2}


def test_other_arguments_choose_the_variant(server: Loopback) -> None:
    server.will(*[answer(204)] * 5)
    with Client(base_url=server.url) as client:
        client.pets.create(lives=9)
        client.pets.create(kind="cat", lives=9)
        client.pets.create(kind="dog", name="a")
        client.pets.create(kind="wolf", name="a")
        client.pets.create(kind="wolf", name="a", pack="b")
    assert [json.loads(request.body) for request in server.seen] == [
        {"kind": "cat", "lives": 9},
        {"kind": "cat", "lives": 9},
        {"kind": "dog", "name": "a"},
        {"kind": "wolf", "name": "a"},
        {"kind": "wolf", "name": "a", "pack": "b"},
    ]
    assert Cat(lives=9).to_dict() == {"kind": "cat", "lives": 9}


def test_a_tag_that_alone_chooses_the_variant_must_be_given(server: Loopback) -> None:
    arguments: dict[str, Any] = {"name": "a"}
    nothing: dict[str, Any] = {"kind": None}
    with Client(base_url=server.url) as client:
        with pytest.raises(RequestValidationError, match="kind: required"):
            client.pets.create(**arguments)
        with pytest.raises(RequestValidationError):
            client.pets.create(**arguments, kind="cat")
        with pytest.raises(RequestValidationError):
            client.pets.create(**nothing, lives=9)
    assert server.seen == []


def test_a_variant_without_the_constant_comes_first(server: Loopback) -> None:
    """What is valid as it is gets no constant; what needs it does."""
    plain: Any = {"text": "a"}
    signed: Any = {"text": "a", "by": "b"}
    server.will(*[answer(204)] * 3)
    with Client(base_url=server.url) as client:
        client.notes.create(text="a")
        client.notes.create(kind="signed", text="a")
        client.notes.replace(body=[plain, signed])
    assert [request.json for request in server.seen] == [
        plain,
        {"kind": "signed", "text": "a"},
        [plain, {"kind": "signed", **signed}],
    ]
