"""Models of shipments."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged


class Airport(Model):
    code: str
    gates: list[str]


class Bus(InputModel):
    type: Literal["Bus"] = "Bus"
    weight: float
    seats: int


class Harbour(Model):
    code: str
    berths: int


class Loan(InputModel):
    kind: Literal["loan"] = "loan"
    value: bool | None = None


class Minibus(InputModel):
    type: Literal["Minibus"] = "Minibus"
    weight: float
    seats: int
    route: str | None = None


class Permit(InputModel):
    kind: Literal["p"] = "p"
    value: list[str] | None = None


class Sale(InputModel):
    kind: Literal["sale"] = "sale"
    value: int | None = None


class SealedBoxed(InputModel):
    seal: int
    form: Literal["Boxed"] = "Boxed"
    amount: str | None = None


class SealedBulk(InputModel):
    seal: int
    form: Literal["b"] = "b"
    amount: int | None = None


class Shipment(Model):
    vehicle: Vehicle | None = None
    vehicles: list[Vehicle] | None = None
    bus: AnyBus | None = None
    place: Place | None = None
    step: Step | None = None
    cargo: StoredCargo | None = None
    sealed: Sealed | None = None
    paper: Paper | None = None


class StepLoad(InputModel):
    at: int = Field(ge=0)
    note: str | None = None
    op: Literal["Load"] = "Load"
    tons: float


class StepUnload(InputModel):
    at: int = Field(ge=0)
    note: str | None = None
    op: Literal["Unload"] = "Unload"
    crew: list[str]


class StoredCargoBoxed(InputModel):
    id: int
    form: Literal["Boxed"] = "Boxed"
    amount: str | None = None


class StoredCargoBulk(InputModel):
    id: int
    form: Literal["b"] = "b"
    amount: int | None = None


class Truck(InputModel):
    type: Literal["lorry"] = "lorry"
    weight: float
    axles: int


AnyBus: TypeAlias = Annotated[
    Bus | Minibus, Tagged("type", {"Bus": Bus, "Minibus": Minibus})
]

Bill: TypeAlias = Annotated[Sale | Loan, Tagged("kind", {"sale": Sale, "loan": Loan})]

Paper: TypeAlias = Annotated[
    Bill | Permit, Tagged("kind", {"p": Permit, "sale": Bill, "loan": Bill})
]

Place: TypeAlias = Harbour | Airport

Sealed: TypeAlias = Annotated[
    SealedBulk | SealedBoxed, Tagged("form", {"b": SealedBulk, "Boxed": SealedBoxed})
]

Step: TypeAlias = Annotated[
    StepLoad | StepUnload, Tagged("op", {"Load": StepLoad, "Unload": StepUnload})
]

StoredCargo: TypeAlias = Annotated[
    StoredCargoBulk | StoredCargoBoxed,
    Tagged("form", {"b": StoredCargoBulk, "Boxed": StoredCargoBoxed}),
]

Vehicle: TypeAlias = Annotated[
    Truck | Bus | Minibus,
    Tagged("type", {"lorry": Truck, "Bus": Bus, "Minibus": Minibus}),
]
