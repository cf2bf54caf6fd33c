import asyncio
import datetime as dt
import importlib
import sys
from types import MappingProxyType
from typing import Any, get_type_hints

import pytest
from api_typed_dicts import (
    AsyncClient,
    Client,
    MisspelledKeyWarning,
    RequestValidationError,
    inputs,
    models,
)
from api_typed_dicts.inputs import (
    AddressDict,
    CardDict,
    LineDict,
    OddDict,
    OrderDict,
    PaymentDict,
    RuleDict,
)

from tests.loopback import Loopback, answer

ORDER: dict[str, Any] = {
    "id": "1",
    "address": {"city": "Rome", "version": 2},
    "lines": [{"sku": "a", "code": "x", "parts": [{"sku": "b", "code": "y"}]}],
}


def test_dicts_are_sent_as_models_are(server: Loopback) -> None:
    server.will(*[answer(200, ORDER)] * 2)
    address: AddressDict = {"city": "Rome", "point": {"x": 1, "y": None}}
    line: LineDict = {"sku": "a", "parts": ({"sku": "b"},)}
    card: CardDict = {"type": "card", "number": "4"}
    payment: PaymentDict = {"type": "bank", "iban": "DE"}
    odd: OddDict = {"from": "a", "a-b": [{"x": 1}], "__x": 1, "str": "s", "usual": "u"}
    with Client(base_url=server.url) as client:
        client.orders.create(
            tags=("a", "b"),
            near={"x": 1.5},
            address=address,
            lines=(line, models.LineInput(sku="c")),
            labels=MappingProxyType({"first": line}),
            payment=card,
            fallback=payment,
            note=("a", "b"),
            due=dt.date(2026, 1, 2),
            place={"x": 2},
            open={"name": "n", "other": 1},
            odd=odd,
        )
        client.orders.create(
            tags=["a", "b"],
            near=models.Point(x=1.5),
            address=models.Address(city="Rome", point=models.Point(x=1, y=None)),
            lines=[
                models.LineInput(sku="a", parts=[models.LineInput(sku="b")]),
                {"sku": "c"},
            ],
            labels={"first": line},
            payment={"type": "card", "number": "4"},
            fallback=models.Bank(iban="DE"),
            note=["a", "b"],
            due=dt.date(2026, 1, 2),
            place=models.Point(x=2),
            open={"name": "n", "other": 1},
            odd=odd,
        )
    first, second = server.seen
    assert first.target == second.target == "/orders?tags=a&tags=b&near%5Bx%5D=1.5"
    assert first.json == second.json
    assert first.json["address"] == {
        "city": "Rome",
        "version": 2,
        "point": {"x": 1, "y": None},
    }
    assert first.json["odd"] == odd


def test_recursive_dicts(server: Loopback) -> None:
    server.will(*[answer(204)] * 3)
    rule: RuleDict = [{"test": "a"}, {"b": [models.Test(test="c")]}]
    with Client(base_url=server.url) as client:
        client.rules.replace(body=rule)
        client.rules.replace(body=({"test": "a"}, {"b": ({"test": "c"},)}))
        client.rules.replace(body={"test": "a", "unless": [{"test": "b"}]})
    sent = [{"test": "a"}, {"b": [{"test": "c"}]}]
    last = {"test": "a", "unless": [{"test": "b"}]}
    assert [request.json for request in server.seen] == [sent, sent, last]


def test_what_was_received_is_sent(server: Loopback) -> None:
    server.will(*[answer(200, ORDER)] * 2, answer(204))
    with Client(base_url=server.url) as client:
        order = client.orders.create(address={"city": "Rome"})
        assert order.lines is not None
        client.orders.create(
            address=order.address,
            lines=[*order.lines, {"sku": "d", "parts": order.lines}],
        )
        whole: OrderDict = {
            "address": order.address,
            "lines": order.lines,
            "due": "2026-01-02",
        }
        client.orders.replace(body=(order, whole))
    line = {"sku": "a", "parts": [{"sku": "b"}]}
    address = {"city": "Rome", "version": 2}
    assert server.seen[1].json == {
        "address": address,
        "lines": [line, {"sku": "d", "parts": [line]}],
    }
    sent = {"address": address, "lines": [line]}
    assert server.seen[2].json == [sent, {**sent, "due": "2026-01-02"}]


def test_wrong_dicts(server: Loopback) -> None:
    with Client(base_url=server.url) as client:
        call = client.orders.create
        with pytest.raises(RequestValidationError):
            call(address={"cyti": "Rome"})  # type: ignore[arg-type]
        with pytest.raises(RequestValidationError):
            call(address={"city": 1})  # type: ignore[arg-type]
        with pytest.raises(RequestValidationError):
            call(address={"city": "Rome", "kind": "other"})  # type: ignore[arg-type]
        with pytest.raises(RequestValidationError):
            call(address={"city": "Rome", "version": 3})  # type: ignore[arg-type]
        with pytest.raises(RequestValidationError):
            call(address={"city": "Rome"}, payment={"type": "card"})  # type: ignore[arg-type]
        with pytest.raises(RequestValidationError):
            call(address={"city": "Rome"}, place={"x": 1, "y": "2"})  # type: ignore[arg-type]
    assert server.seen == []


def test_a_misspelled_key(server: Loopback) -> None:
    """It is refused by type-checkers, and sent with a warning."""
    server.will(*[answer(200, ORDER)] * 2)
    message = r"^address\.zipp: not documented; did you mean 'zip'\?$"
    with (
        Client(base_url=server.url) as client,
        pytest.warns(MisspelledKeyWarning, match=message),
    ):
        client.orders.create(address={"city": "Rome", "zipp": "1"})  # type: ignore[arg-type]
    asyncio.run(misspell(server.url, message))
    sent = {"address": {"city": "Rome", "version": 2, "zipp": "1"}}
    assert [request.json for request in server.seen] == [sent, sent]


async def misspell(url: str, message: str) -> None:
    async with AsyncClient(base_url=url) as client:
        with pytest.warns(MisspelledKeyWarning, match=message) as caught:
            await client.orders.create(address={"city": "Rome", "zipp": "1"})  # type: ignore[arg-type]
    assert [each.filename for each in caught] == [__file__]


def test_typed_dicts_can_be_inspected() -> None:
    assert get_type_hints(OddDict).keys() == {
        *("from", "a-b", "__x", "str", "models", "usual")
    }
    hints = get_type_hints(AddressDict)
    assert hints["point"] == models.Point | inputs.PointDict
    assert "AddressDict" in dir(inputs)
    assert all(hasattr(inputs, name) for name in dir(inputs))
    for name in ("ReceivedDict", "UnusedDict", "Address"):
        assert not hasattr(inputs, name)


def test_they_are_imported_when_they_are_used() -> None:
    package = "api_typed_dicts"
    loaded = [name for name in sys.modules if name.split(".")[0] == package]
    kept = {name: sys.modules.pop(name) for name in loaded}
    try:
        importlib.import_module(package).Client(base_url="http://localhost").close()
        assert f"{package}.inputs" not in sys.modules
    finally:
        sys.modules.update(kept)
