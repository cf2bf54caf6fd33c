import datetime as dt
import warnings
from typing import Any

import pytest
from api_lenient_reading import (
    Client,
    ResponseValidationError,
    ResponseValidationWarning,
)
from api_lenient_reading.models import Part, Thing

from tests.loopback import Loopback, answer

THINGS: list[dict[str, Any]] = [
    {"id": 1, "made": "2024-01-02T03:04:05Z"},
    {
        "id": "two",
        "made": "2024-01-02T03:04:05Z",
        "part/s": {"a": {"size": 1}, "b": {"size": -1}, "c": {}},
        "note": None,
    },
]


def test_what_fits_is_typed_and_each_deviation_has_its_place(server: Loopback) -> None:
    server.will(answer(200, THINGS))
    with (
        Client(base_url=server.url) as client,
        warnings.catch_warnings(record=True) as raised,
    ):
        warnings.simplefilter("always")
        first, second = client.things.list()
    assert type(first) is Thing and type(second) is Thing
    assert repr(second.id) == "'two'"
    assert second.made == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert second.part_s is not None and type(second.part_s["a"]) is Part
    assert second.part_s["b"].size == -1
    # A null that the document does not allow is not sent back.
    assert second.note is None
    assert second.to_dict() == {
        key: THINGS[1][key] for key in THINGS[1] if key != "note"
    }
    (warning,) = raised
    assert warning.category is ResponseValidationWarning
    for part in ("/1/id", "/1/part~1s/b/size", "/1/part~1s/c/size", "and 1 more"):
        assert part in str(warning.message)


def test_strict_on_request(server: Loopback) -> None:
    server.will(answer(200, THINGS))
    with (
        Client(base_url=server.url, validate_responses="strict") as client,
        pytest.raises(ResponseValidationError, match="/1/id"),
    ):
        client.things.list()
