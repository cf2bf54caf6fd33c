"""UserInput and its parts."""

from __future__ import annotations

from .._core.model import Model
from .address import Address


class CardInput(Model, read_only=("id",), received_as="Card"):
    number: str


class UserInput(Model, read_only=("id",), received_as="User"):
    name: str
    password: str
    address: Address | None = None
    cards: list[CardInput] | None = None
