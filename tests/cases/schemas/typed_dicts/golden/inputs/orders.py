"""Typed dicts of orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from .. import models


class AddressDict(TypedDict):
    city: str
    zip: NotRequired[str]
    version: NotRequired[Literal[2]]
    kind: NotRequired[models.AddressKind]
    point: NotRequired[models.Point | PointDict]


class BankDict(TypedDict):
    type: Literal["bank"]
    iban: str


class CardDict(TypedDict):
    type: Literal["card"]
    number: str


class LineDict(TypedDict):
    sku: str
    parts: NotRequired[Sequence[models.LineInput | models.Line | LineDict]]


_OddDict = TypedDict(
    "_OddDict",
    {
        "from": "str",
        "a-b": "NotRequired[Sequence[models.Point | PointDict]]",
        "__x": "NotRequired[int]",
        "str": "NotRequired[str]",
        "models": "NotRequired[models.Point | PointDict]",
    },
)


class OddDict(_OddDict):
    usual: NotRequired[str]


class OpenModelDict(TypedDict, total=False):
    name: str


class OrderDict(TypedDict):
    address: models.Address | AddressDict
    lines: NotRequired[Sequence[models.LineInput | models.Line | LineDict]]
    labels: NotRequired[Mapping[str, models.LineInput | models.Line | LineDict]]
    payment: NotRequired[models.Payment | PaymentDict]
    fallback: NotRequired[models.Payment | PaymentDict | None]
    note: NotRequired[str | Sequence[str]]
    due: NotRequired[dt.date | str]
    place: NotRequired[models.Point | PointDict]
    open: NotRequired[models.OpenModel | OpenModelDict | Mapping[str, Any]]
    odd: NotRequired[models.Odd | OddDict]


class PointDict(TypedDict):
    x: float
    y: NotRequired[int | None]


PaymentDict: TypeAlias = CardDict | BankDict
