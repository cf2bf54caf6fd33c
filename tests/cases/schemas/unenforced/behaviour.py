import json
from decimal import Decimal
from typing import Any, assert_type

import pytest
from api_unenforced import (
    Client,
    RequestValidationError,
    ResponseValidationError,
)
from api_unenforced.models import Contact, Either, Thing

from tests.loopback import Loopback, answer

ROWS: list[dict[str, Any]] = [
    {"grade": -1, "factor": 0.25},
    {"grade": None, "factor": 4},
    {"origin": {"x": 0, "y": 0}},
    {"origin": [0, 0]},
    {"words": ["a", "b"], "label": "long"},
    {"point": []},
    {"point": [0.5]},
    {"point": [1, True, "p", None, {"more": []}]},
    {"counts": {"a_count": 1, "b": "text"}},
    {"names": {"": 1, "b": "text"}},
    {"change": {"a": "text"}},
    {"change": {"later": 1, "b": "text"}},
    {"code": "abc"},
    {"code": 9},
    {"code": -0.5},
    {"code": ["any text", "more"]},
]
REFUSED: list[dict[str, Any]] = [
    {"label": 1},
    {"grade": 1},
    {"grade": "0"},
    {"grade": False},
    {"grade": 0.5},
    {"factor": "4"},
    {"origin": "none"},
    {"words": [1]},
    {"point": {}},
    {"counts": {"b": 0.5}},
    {"names": {"": "text"}},
    {"names": {"b": 1}},
    {"change": {"a": 1}},
    {"both": {"height": 1}},
    {"code": "abcd"},
    {"code": 10},
    {"code": []},
]


def test_what_no_type_expresses_is_left_to_the_server() -> None:
    thing = Thing(kind="other", size=1, things=[2], word="apple")
    assert_type(thing.size, int | None)
    assert_type(thing.things, list[int] | None)
    assert_type(thing.price, Decimal | None)
    assert Thing(kind="box", price=Decimal("2.5")).to_dict()["price"] == "2.5"
    assert thing.to_dict() == {
        "kind": "other",
        "size": 1,
        "things": [2],
        "word": "apple",
    }
    assert Thing.model_validate_json('{"kind": "box"}').to_dict() == {"kind": "box"}
    assert Either().to_dict() == {}


def test_valid_values_travel_unchanged(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for each in ROWS:
            value: dict[str, Any] = {"label": "a", **each}
            server.will(answer(200, {**value, "n_more": 1}))
            row = client.rows.create(**value)
            assert text(server.last.json) == text(value)
            assert text(row.to_dict()) == text({**value, "n_more": 1})


def text(value: object) -> str:
    """Its JSON, in which 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


def test_what_a_type_expresses_is_checked(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for each in REFUSED:
            value: dict[str, Any] = {"label": "a", **each}
            with pytest.raises(RequestValidationError):
                client.rows.create(**value)
        assert server.seen == []
        for each in REFUSED:
            if each.get("grade") != 1:
                server.will(answer(200, {"label": "a", **each}))
                with pytest.raises(ResponseValidationError):
                    client.rows.create(label="a")
        # A later version of the API may have further members of an enum.
        server.will(answer(200, {"label": "a", "grade": 1}))
        assert client.rows.create(label="a").grade == 1


def test_any_properties_of_a_body_are_sent(server: Loopback) -> None:
    server.will(answer(200, {"label": "a"}))
    with Client(base_url=server.url) as client:
        client.contacts.create(fax=1)
        assert server.last.json == {"fax": 1}
        client.contacts.create(phone="p", mail="m")
        assert server.last.json == {"phone": "p", "mail": "m"}
    assert Contact(phone="p").to_dict() == {"phone": "p"}
