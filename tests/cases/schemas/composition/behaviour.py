"""Parents that list their children, and unions with keywords beside them."""

from typing import Any

import pytest
from api_composition import (
    Client,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
    models,
)

from tests.loopback import Loopback, answer

TRUCK = {"type": "lorry", "weight": 7, "axles": 3}
BUS = {"type": "Bus", "weight": 2.5, "seats": 40}
MINIBUS = {"type": "Minibus", "weight": 2, "seats": 9, "route": "r"}
LOAD = {"op": "Load", "at": 1, "tons": 2}
UNLOAD = {"op": "Unload", "at": 0, "note": "n", "crew": ["c"]}
VALID: list[tuple[dict[str, Any], type[object]]] = [
    ({"vehicle": TRUCK}, models.Truck),
    ({"vehicle": BUS}, models.Bus),
    ({"vehicle": MINIBUS}, models.Minibus),
    ({"bus": BUS}, models.Bus),
    ({"bus": MINIBUS}, models.Minibus),
    ({"place": {"code": "c", "berths": 2}}, models.Harbour),
    ({"place": {"code": "c", "gates": ["g"]}}, models.Airport),
    ({"step": LOAD}, models.StepLoad),
    ({"step": UNLOAD}, models.StepUnload),
    ({"cargo": {"form": "b", "amount": 1, "id": 2}}, models.StoredCargoBulk),
    ({"cargo": {"form": "Boxed", "amount": "a", "id": 2}}, models.StoredCargoBoxed),
    ({"sealed": {"form": "b", "amount": 1, "seal": 2}}, models.SealedBulk),
    ({"sealed": {"form": "Boxed", "seal": 2}}, models.SealedBoxed),
    ({"paper": {"kind": "sale", "value": 1}}, models.Sale),
    ({"paper": {"kind": "loan", "value": True}}, models.Loan),
    ({"paper": {"kind": "p", "value": ["v"]}}, models.Permit),
]
# With the place of the deviation in a response.
INVALID: list[tuple[dict[str, Any], str]] = [
    ({"vehicle": {"type": "lorry", "axles": 3}}, "/vehicle/weight: required"),
    ({"vehicle": {"type": "lorry", "weight": 7}}, "/vehicle/axles: required"),
    ({"vehicle": {**BUS, "weight": "many"}}, "/vehicle/weight: "),
    ({"vehicle": {**MINIBUS, "seats": "many"}}, "/vehicle/seats: "),
    ({"vehicle": {"weight": 7, "axles": 3}}, "/vehicle/type: required"),
    ({"bus": {"type": "Minibus", "weight": 2}}, "/bus/seats: required"),
    ({"place": {"code": "c"}}, "/place"),
    ({"place": {"berths": 2}}, "/place/code: required"),
    ({"place": {"code": 1, "gates": []}}, "/place/code: "),
    ({"step": {"op": "Load", "tons": 2}}, "/step/at: required"),
    ({"step": {**LOAD, "at": -1}}, "/step/at: "),
    ({"step": {**LOAD, "note": 1}}, "/step/note: "),
    ({"step": {**UNLOAD, "crew": "c"}}, "/step/crew"),
    ({"cargo": {"form": "b", "amount": 1}}, "/cargo/id: required"),
    ({"cargo": {"form": "Boxed", "id": "2"}}, "/cargo/id: "),
    ({"cargo": {"form": "Boxed", "amount": 1, "id": 2}}, "/cargo/amount: "),
    ({"sealed": {"form": "b", "amount": "a", "seal": 2}}, "/sealed/amount: "),
    ({"sealed": {"form": "Boxed", "id": 2}}, "/sealed/seal: required"),
    ({"paper": {"kind": "sale", "value": True}}, "/paper/value: "),
    ({"paper": {"kind": "loan", "value": 1}}, "/paper/value: "),
    ({"paper": {"kind": "p", "value": 1}}, "/paper/value"),
]
FOREIGN: list[dict[str, Any]] = [
    {"vehicle": {**TRUCK, "type": "Truck"}},
    {"vehicle": {**TRUCK, "type": "Vehicle"}},
    {"bus": TRUCK},
    {"bus": models.Truck(weight=7, axles=3)},
    {"step": {**LOAD, "op": "Stop"}},
    # Its mapping leads to no schema.
    {"cargo": {"form": "c", "id": 2}},
    {"cargo": {"form": "Bulk", "id": 2}},
    {"cargo": models.Bulk(amount=1)},
    {"paper": {"kind": "Bill"}},
]


def test_each_value_is_the_variant_with_the_properties_of_all(server: Loopback) -> None:
    with Client(base_url=server.url, validate_responses="strict") as client:
        for value, model in VALID:
            server.will(answer(200, value))
            shipment = client.shipments.create(**value)
            assert server.last.json == shipment.to_dict() == value
            (name,) = value
            assert type(getattr(shipment, name)) is model, value
            sent_again: Any = {name: getattr(shipment, name)}
            client.shipments.create(**sent_again)
            assert server.last.json == value


def test_properties_of_a_parent_belong_to_each_child() -> None:
    for model, names in (
        (models.Truck, ["type", "weight", "axles"]),
        (models.Bus, ["type", "weight", "seats"]),
        (models.Minibus, ["type", "weight", "seats", "route"]),
        (models.Airport, ["code", "gates"]),
        (models.Gantry, ["reach", "rails"]),
        (models.StepUnload, ["at", "note", "op", "crew"]),
        (models.StoredCargoBulk, ["id", "form", "amount"]),
    ):
        assert list(model.model_fields) == names
    assert list(models.Unload.model_fields) == ["op", "crew"]
    assert models.Crane is models.Gantry


def test_wrong_values_are_not_sent(server: Loopback) -> None:
    with Client(base_url=server.url) as client:
        for value in [*(value for value, _ in INVALID), *FOREIGN]:
            (name,) = value
            with pytest.raises(RequestValidationError, match=f"{name}[.:]"):
                client.shipments.create(**value)
    assert server.seen == []


def test_a_response_is_judged_as_the_variant_that_it_is(server: Loopback) -> None:
    strict = Client(base_url=server.url, validate_responses="strict")
    with Client(base_url=server.url) as client, strict:
        for value, place in INVALID:
            server.will(answer(200, value))
            with pytest.raises(ResponseValidationError, match=place):
                strict.shipments.create()
            with pytest.warns(ResponseValidationWarning, match=place):
                assert client.shipments.create().to_dict() == value
        # Tags of a later version are kept as they are.
        later: dict[str, Any] = {
            "vehicle": {"type": "tram"},
            "cargo": {"form": "c"},
            "paper": {"kind": "will", "value": {}},
        }
        server.will(answer(200, later))
        assert strict.shipments.create().to_dict() == later


def test_a_child_by_itself_and_a_parent_of_one_child(server: Loopback) -> None:
    gantry = {"reach": 3, "rails": True}
    server.will(answer(200, gantry), answer(200, {"reach": "3", "rails": True}))
    with Client(base_url=server.url, validate_responses="strict") as client:
        assert client.gantries.create(reach=1, rails=False) == models.Gantry(
            reach=3, rails=True
        )
        assert server.last.json == {"reach": 1, "rails": False}
        with pytest.raises(ResponseValidationError, match="/reach: "):
            client.gantries.create(reach=1, rails=False)
        create: Any = client.gantries.create
        for wrong in ({"rails": True}, {"reach": 1}, {"reach": "1", "rails": True}):
            with pytest.raises((TypeError, RequestValidationError)):
                create(**wrong)
    assert len(server.seen) == 2
