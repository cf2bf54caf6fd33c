"""Order and its parts."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .._core.enums import Open
from .._core.model import Model

OrderKindText: TypeAlias = Literal["x", "y"]


class Order(Model):
    item: OrderItem3 | None = None
    items: list[OrderItem4] | None = None
    kind: Open[OrderKindText | str] | None = None


class OrderItem3(Model):
    inline: bool | None = None


class OrderItem4(Model):
    listed: int | None = None
