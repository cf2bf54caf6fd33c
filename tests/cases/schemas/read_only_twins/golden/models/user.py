"""User and its parts."""

from __future__ import annotations

from .._core.model import Model
from .address import Address


class Card(Model):
    id: str
    number: str | None = None


class User(Model):
    id: int
    name: str
    password: str | None = None
    address: Address | None = None
    cards: list[Card] | None = None
