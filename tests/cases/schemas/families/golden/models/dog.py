"""Dog and its parts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from .._core.input_model import InputModel
from .._core.tagged import Tagged


class Dog(InputModel):
    kind: Literal["dog"] = "dog"
    bark: str


class Puppy(InputModel):
    kind: Literal["pup"] = "pup"
    bark: str
    born: dt.date | None = None


class Tiny(InputModel):
    kind: Literal["Tiny"] = "Tiny"
    bark: str
    born: dt.date | None = None
    size: int
    parent: AnyDog | None = None


AnyDog: TypeAlias = Annotated[
    Dog | Puppy | Tiny, Tagged("kind", {"dog": Dog, "pup": Puppy, "Tiny": Tiny})
]

AnyPuppy: TypeAlias = Annotated[
    Puppy | Tiny, Tagged("kind", {"pup": Puppy, "Tiny": Tiny})
]
