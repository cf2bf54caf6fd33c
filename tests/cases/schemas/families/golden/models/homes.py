"""Models of homes."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged
from .dog import AnyDog, AnyPuppy, Dog, Puppy, Tiny


class Animal(Model):
    kind: str


class Cat(InputModel):
    kind: Literal["Cat"] = "Cat"
    lives: int


class Home(Model):
    dog: AnyDog | None = None
    dogs: dict[str, AnyDog] | None = None
    any: AnyAnimal | None = None
    pup: AnyPuppy | None = None
    tiny: Tiny | None = None


AnyAnimal: TypeAlias = Annotated[
    Dog | Puppy | Tiny | Cat | Animal,
    Tagged(
        "kind", {"dog": Dog, "pup": Puppy, "Tiny": Tiny, "Cat": Cat}, default=Animal
    ),
]
