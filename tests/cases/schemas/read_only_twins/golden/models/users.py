"""Models of users."""

from __future__ import annotations

from .._core.input_model import InputModel
from .._core.model import Model


class Address(Model):
    street: str | None = None


class Card(Model):
    id: str
    number: str | None = None


class CardInput(InputModel, read_only=("id",), received_as="Card"):
    number: str


class User(Model):
    id: int
    name: str
    password: str | None = None
    address: Address | None = None
    cards: list[Card] | None = None


class UserInput(InputModel, read_only=("id",), received_as="User"):
    name: str
    password: str
    address: Address | None = None
    cards: list[CardInput] | None = None
