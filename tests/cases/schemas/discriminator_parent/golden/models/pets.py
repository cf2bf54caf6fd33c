"""Models of pets."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged


class Cat(InputModel):
    kind: Literal["kitty"] = "kitty"
    name: str
    lives: int | None = None


class Dog(InputModel):
    kind: Literal["Dog"] = "Dog"
    name: str
    tricks: list[str]


class Pet(Model):
    """What all pets have."""

    kind: str
    name: str


AnyPet: TypeAlias = Annotated[
    Cat | Dog | Pet, Tagged("kind", {"kitty": Cat, "Dog": Dog}, default=Pet)
]
