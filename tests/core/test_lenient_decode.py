"""Responses that deviate: typed where they fit, raw elsewhere, and reported."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import _core
import pytest
from _core.errors import (
    BadRequestError,
    ResponseValidationError,
    ResponseValidationWarning,
)
from _core.model import Model
from _core.operation import Operation, ResponseSpec
from pydantic import Field

from tests.loopback import Loopback, answer

from .conftest import Caller
from .handwritten_client import Client, models

ITEM = {"id": "1", "name": None, "colour": "red"}


def read(server: Loopback, kind: Any, value: Any, **options: Any) -> tuple[Any, str]:
    """A value read as a kind, and the text of the warnings."""
    server.will(answer(200, value))
    operation: Operation[Any] = Operation(
        "x",
        "GET",
        "/x",
        responses={"200": ResponseSpec({"application/json": lambda: kind})},
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with Client(base_url=server.url, **options) as client:
            result = client.items.call(operation)
    kinds = {warning.category for warning in caught}
    assert kinds <= {ResponseValidationWarning}
    return result, "".join(str(warning.message) for warning in caught)


def silent(model: Model) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert json.loads(model.to_json()) == model.to_dict()
        model.model_dump()
        repr(model)
        return model.to_dict()


CASES: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({**ITEM, "price": None}, "/price: null", {"price": None}),
    ({**ITEM, "madeAt": "soon"}, "/madeAt: ", {"made_at": "soon"}),
    ({"id": "1", "name": None}, "/colour: required", {"colour": None}),
    ({**ITEM, "id": 5}, "/id: ", {"id": 5}),
    ({**ITEM, "colour": 5}, "/colour: ", {"colour": 5}),
    ({**ITEM, "parts": "x"}, "/parts: ", {"parts": "x"}),
    ({**ITEM, "sound": "*"}, "/sound: ", {"sound": "*"}),
]


@pytest.mark.parametrize(("value", "message", "fields"), CASES)
def test_deviations(
    server: Loopback, value: dict[str, Any], message: str, fields: dict[str, Any]
) -> None:
    value = {**value, "unknown": {"a": [1]}}
    result, warned = read(server, models.Item, value)
    assert isinstance(result, models.Item)
    assert message in warned
    for name, expected in fields.items():
        assert getattr(result, name) == expected
    assert result.model_fields_set == {
        {"madeAt": "made_at"}.get(n, n) for n in value
    } - {"unknown"}
    null = {n for n, v in value.items() if v is None and n == "price"}
    assert silent(result) == {n: v for n, v in value.items() if n not in null}
    with pytest.raises(ResponseValidationError) as caught:
        read(server, models.Item, value, validate_responses="strict")
    assert message.rstrip() in str(caught.value)
    assert caught.value.body.to_dict() == result.to_dict()


def test_everything_else_stays_typed(server: Loopback) -> None:
    made = "2024-01-02T03:04:05Z"
    part = {**ITEM, "madeAt": made, "parts": [{**ITEM, "price": "dear"}]}
    result, warned = read(
        server, models.Item, {**ITEM, "madeAt": made, "parts": [part]}
    )
    assert "/parts/0/parts/0/price: " in warned
    assert result.made_at == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    inner = result.parts[0].parts[0]
    assert isinstance(inner, models.Item)
    assert inner.to_dict()["price"] == "dear"
    assert result.parts[0].made_at == result.made_at


def test_an_unknown_enum_value(server: Loopback) -> None:
    result, warned = read(server, models.Item, {**ITEM, "colour": "green"})
    assert (result.colour, warned) == ("green", "")
    result, _ = read(
        server, models.Item, {**ITEM, "colour": "green"}, validate_responses="strict"
    )
    assert result.colour == "green"


@pytest.mark.parametrize(
    ("pet", "deviation"),
    [
        # A later version may well have further variants, as enums have members.
        ({"petType": "cow", "x": 1}, ""),
        ({"lives": 9}, "/0/petType: required"),
        (5, "/0: "),
        (None, "/0: "),
    ],
)
def test_an_unknown_variant_is_kept_raw(
    server: Loopback, pet: Any, deviation: str
) -> None:
    result, warned = read(
        server, list[models.Pet], [pet, {"petType": "cat", "lives": 1}]
    )
    assert result[0] == pet
    assert isinstance(result[1], models.Cat)
    assert deviation in warned and bool(warned) is bool(deviation)


def test_the_variant_of_the_tag_is_decoded(server: Loopback) -> None:
    result, warned = read(server, models.Pet, {"petType": "cat", "lives": "many"})
    assert isinstance(result, models.Cat) and result.lives == "many"  # type: ignore[comparison-overlap]
    assert "/lives: " in warned


def test_models_that_were_never_used_alone(server: Loopback) -> None:
    value = {"lines": [{"point": {"x": "far"}}], "buyer": {"home": {"x": 1}, "n": 1}}
    result, warned = read(server, models.Order, value)
    assert "/lines/0/point/x: " in warned
    assert isinstance(result.lines[0].point, models.Spot)
    assert isinstance(result.buyer.home, models.Spot)
    assert silent(result) == value


def test_the_best_variant_is_decoded(server: Loopback) -> None:
    kind = models.Point | models.Point2 | None
    result, warned = read(server, kind, {"x": "far", "y": 2})
    assert isinstance(result, models.Point2) and result.y == 2
    assert "/x: " in warned


def test_typed_extras_are_decoded(server: Loopback) -> None:
    result, warned = read(server, models.Counts, {"name": "n", "a": "x", "b": 2})
    assert result.model_extra == {"a": "x", "b": 2}
    assert "/a: " in warned


class Bounded(Model):
    size: int = 0
    parts: Annotated[list[str], Field(min_length=2)]


@pytest.mark.parametrize("size", [3, 3.0, None])
@pytest.mark.parametrize(
    ("kind", "wrap", "place"),
    [
        (Bounded, lambda size, parts: {"size": size, "parts": parts}, "/parts: "),
        (
            list[Bounded],
            lambda size, parts: [{"size": size, "parts": parts}],
            "/0/parts",
        ),
        (Annotated[dict[str, int], Field(min_length=3)], lambda size, _: {"a": 3}, "/"),
    ],
)
def test_a_container_that_violates_its_own_bound(
    server: Loopback, kind: Any, wrap: Any, place: str, size: float | None
) -> None:
    """Whatever else of the response deviates or is written in another way."""
    value = wrap(size, ["one"])
    _, warned = read(server, kind, value)
    assert place in warned and "at least" in warned
    with pytest.raises(ResponseValidationError):
        read(server, kind, value, validate_responses="strict")


def test_mappings_and_pointers(server: Loopback) -> None:
    result, warned = read(server, dict[str, int], {"a/b~": "x", "c": 1})
    assert result == {"a/b~": "x", "c": 1}
    assert "/a~1b~0: " in warned


def test_a_value_of_another_json_type(server: Loopback) -> None:
    result, warned = read(server, models.Item, [1])
    assert result == [1] and warned


def test_many_deviations_are_summed_up(server: Loopback) -> None:
    _, warned = read(server, list[int], ["x"] * 10)
    assert "and 7 more" in warned


def test_a_secret_is_not_echoed(server: Loopback) -> None:
    _, warned = read(server, models.Item, {**ITEM, "madeAt": "s3cret", "id": 3})
    assert warned and "s3cret" not in warned


def test_deep_nesting(caller: Caller, server: Loopback) -> None:
    deep = b'{"id":"1","name":null,"colour":"red","parts":[' * 90 + b"5" + b"]}" * 90
    server.will(answer(200, deep))
    with pytest.warns(ResponseValidationWarning):
        assert caller.call("items.get", "1").id == "1"
    deep = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
    server.will(answer(200, deep))
    with pytest.raises(ResponseValidationError):
        caller.call("items.get", "1")
    server.will(answer(400, deep))
    with pytest.raises(BadRequestError):
        caller.call("items.get", "1")


def test_byte_order_mark(server: Loopback) -> None:
    server.will(answer(200, b"\xef\xbb\xbf" + json.dumps(ITEM).encode()))
    with Client(base_url=server.url, token="t", key="k") as client:
        assert client.items.get("1").id == "1"


def test_the_warning_is_at_the_users_call(server: Loopback, tmp_path: Path) -> None:
    # As in a generated package, where the runtime is a part of it.
    core = Path(_core.__file__).parent
    package = tmp_path / "store"
    shutil.copytree(core, package / "_core")
    for module in (Path(__file__).parent / "handwritten_client").glob("*.py"):
        text = module.read_text().replace("from _core.", "from ._core.")
        (package / module.name).write_text(text)
    script = tmp_path / "user.py"
    script.write_text(
        "import asyncio, sys, warnings\n"
        "from store import AsyncClient, Client\n"
        "options = dict(base_url=sys.argv[1], token='t', key='k')\n"
        "async def main():\n"
        "    async with AsyncClient(**options) as client:\n"
        "        await client.items.get('2')\n"
        "warnings.simplefilter('always')\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    Client(**options).items.get('1')\n"
        "    asyncio.run(main())\n"
        "print([(w.filename, w.lineno) for w in caught])\n"
    )
    server.will(answer(200, {}))
    run = subprocess.run(
        [sys.executable, str(script), server.url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str([(str(script), 9), (str(script), 6)])


def test_the_items_of_a_tuple(server: Loopback) -> None:
    kind = tuple[models.Point, int]
    result, warned = read(server, kind, [{"x": 1}, "a", True])
    assert result == [models.Point(x=1), "a", True]
    assert warned.endswith("/1: should be an integer, not a string")
    result, warned = read(server, kind, [{"x": 1}])
    assert result == [models.Point(x=1)]
    assert warned.endswith("/: needs more items")
