import datetime as dt
import json
from typing import Any

import pytest
from api_families import (
    Client,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from api_families.models import Animal, Cat, Dog, Puppy, Tiny

from tests.loopback import Loopback, answer

TINY = {"kind": "Tiny", "bark": "w", "size": 1}
PLACES = ("dog", "any", "pup", "tiny")


def home(client: Client, **arguments: Any) -> Any:
    return client.homes.create(**arguments)


def test_the_lowest_level_is_taken_at_each_level(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for place in PLACES:
            server.will(answer(200, {place: TINY}))
            read = getattr(home(client, **{place: TINY}), place)
            assert type(read) is Tiny and read.size == 1
            assert json.loads(server.last.body) == {place: TINY}
            parent = Puppy(bark="x", born=dt.date(2024, 1, 2))
            home(client, **{place: Tiny(bark="w", size=1, parent=parent)})
            assert json.loads(server.last.body)[place]["parent"] == {
                "kind": "pup",
                "bark": "x",
                "born": "2024-01-02",
            }
        dogs = {"a": {"kind": "dog", "bark": "w"}, "b": TINY}
        server.will(answer(200, {"dogs": dogs}))
        read = home(client, dogs={"a": Dog(bark="w"), "b": TINY})
        assert json.loads(server.last.body) == {"dogs": dogs}
        assert list(map(type, read.dogs.values())) == [Dog, Tiny]


def test_what_is_no_member_of_the_family_is_refused(server: Loopback) -> None:
    refused: list[dict[str, Any]] = [
        {"dog": {"kind": "Cat", "lives": 1}},
        {"dog": {"kind": "pup"}},
        {"dog": {"kind": "Dog", "bark": "w"}},
        {"dog": {"bark": "w"}},
        {"dog": Cat(lives=1)},
        {"dog": Animal(kind="dog")},
        {"pup": {"kind": "dog", "bark": "w"}},
        {"tiny": {"kind": "pup", "bark": "w", "size": 1}},
        {"any": {"kind": "Cat"}},
        {"any": {"kind": "dog"}},
        {"any": {}},
        {"any": Animal(kind="dog")},
    ]
    with Client(base_url=server.url) as client:
        for arguments in refused:
            with pytest.raises(RequestValidationError):
                home(client, **arguments)
        assert server.seen == []
        home(client, any=Animal(kind="fish"))
        assert json.loads(server.last.body) == {"any": {"kind": "fish"}}


def test_a_body_is_the_member_that_its_arguments_describe(server: Loopback) -> None:
    server.will(answer(204))
    with Client(base_url=server.url) as client:
        client.dogs.create(kind="pup", bark="w")
        assert json.loads(server.last.body) == {"kind": "pup", "bark": "w"}
        client.dogs.create(bark="w", size=3)
        assert json.loads(server.last.body) == {"kind": "Tiny", "bark": "w", "size": 3}
        create: Any = client.dogs.create
        with pytest.raises(RequestValidationError, match="cannot be combined"):
            create(kind="pup", bark="w", size=3)
        with pytest.raises(RequestValidationError, match="kind"):
            create(kind="Cat", bark="w")
    assert len(server.seen) == 2


def test_a_known_tag_is_never_read_as_the_parent(server: Loopback) -> None:
    invalid: list[tuple[dict[str, Any], str]] = [
        ({"dog": {"kind": "pup", "bark": 3}}, "/dog/bark: "),
        ({"any": {"kind": "Cat", "lives": "x"}}, "/any/lives: "),
        ({"any": {"kind": "dog"}}, "/any/bark: required"),
        ({"pup": {"kind": "pup"}}, "/pup/bark: required"),
        ({"dog": {"bark": "w"}}, "/dog/kind: required"),
    ]
    with Client(base_url=server.url, validate_responses="strict") as client:
        for value, place in invalid:
            server.will(answer(200, value))
            with pytest.raises(ResponseValidationError, match=place):
                home(client)
        # Tags of a later version: read as the parent, or kept as they are.
        later = {"any": {"kind": "fish", "lives": "x"}, "dog": {"kind": "wolf"}}
        server.will(answer(200, later))
        read = home(client)
        assert type(read.any) is Animal and read.dog == {"kind": "wolf"}
        assert read.to_dict() == later
    value = {"any": {"kind": "Cat", "lives": "x", "more": 1}}
    server.will(answer(200, value))
    warned = pytest.warns(ResponseValidationWarning, match="/any/lives: ")
    with Client(base_url=server.url) as client, warned:
        read = home(client)
    assert type(read.any) is Cat and read.to_dict() == value
