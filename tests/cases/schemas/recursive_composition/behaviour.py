"""Unions that contain themselves, and schemas that refine themselves."""

import json
from pathlib import Path
from typing import Any, cast

import api_recursive_composition
import pytest
from api_recursive_composition import (
    Client,
    RequestValidationError,
    ResponseValidationError,
    models,
)

from tests.loopback import Loopback, answer

REGION = {
    "name": "a",
    "inside": {"name": "b", "level": 0, "inside": {"name": "c", "level": 2}},
    "near": [{"name": "d", "near": [{"name": "e", "level": 1}, {"name": "f"}]}],
}
FAILURE = {
    "seconds": 5,
    "reason": {"role": "r", "tries": 9, "reason": {"seconds": 1, "tries": 2}},
    "reasons": [True, {"role": "r", "tries": "t", "reasons": [False]}],
}
VALID: list[dict[str, Any]] = [
    {"filter": 3},
    {"filter": {"a": {"b": {"c": 1}, "d": {}}, "e": 2}},
    {"either": True},
    {"either": [True, [[], [False, [True]]]]},
    {"region": REGION},
    {"failure": FAILURE},
    {"failure": {"role": "r"}},
]
INVALID: list[dict[str, Any]] = [
    {"filter": "3"},
    {"filter": {"a": {"b": [1]}}},
    {"either": 1},
    {"either": [[True, ["no"]]]},
    {"region": {"name": "a", "inside": {"name": "b", "inside": {"name": "c"}}}},
    {"region": {"name": "a", "near": [{"name": "b", "near": [{"name": 1}]}]}},
    {"filter": {"a": None}},
    {"either": [None]},
    {"failure": {}},
    {"failure": {"seconds": 1, "reason": {"tries": 1}}},
    {"failure": {"seconds": 1, "reasons": [{"role": "r"}]}},
]


def text(value: object) -> str:
    """Its JSON, in which 1 and true differ."""
    return json.dumps(value, sort_keys=True)


def test_nested_values_travel_unchanged(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for value in VALID:
            server.will(answer(200, value))
            search = client.searches.create(**value)
            assert text(server.last.json) == text(search.to_dict()) == text(value)


def test_wrong_values_are_refused(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for value in INVALID:
            server.will(answer(200, value))
            with pytest.raises(ResponseValidationError):
                client.searches.create()
            with pytest.raises(RequestValidationError):
                client.searches.create(**value)
    assert all(request.json == {} for request in server.seen)


def test_the_types_of_a_refinement(server: Loopback) -> None:
    server.will(answer(200, {"region": REGION, "failure": FAILURE}))
    with Client(base_url=server.url) as client:
        search = client.searches.create()
    region, failure = search.region, cast(Any, search.failure)
    assert region is not None and type(region.inside) is models.Zone
    assert region.inside.inside is not None and region.inside.inside.level == 2
    assert region.near is not None and region.near[0].near is not None
    assert region.near[0].near[0].level == 1
    assert (failure.reason.role, failure.reason.reason.tries) == ("r", 2)
    assert failure.reasons[1].tries == "t"


def test_what_is_generated_grows_with_the_document() -> None:
    folder = Path(api_recursive_composition.__file__).parent
    files = {*folder.glob("*.py"), *folder.glob("[mr]*/*.py")}
    files.discard(folder / "testing.py")  # the same in every package
    assert sum(path.stat().st_size for path in files) < 16_000
