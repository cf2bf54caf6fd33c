"""User."""

from __future__ import annotations

from .._core import Model
from .address import Address
from .card import Card


class User(Model):
    id: int
    name: str
    password: str | None = None
    address: Address | None = None
    cards: list[Card] | None = None
