"""Animal and its parts."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Model, Tagged
from .cat import Cat
from .dog import Dog, Puppy, Tiny


class Animal(Model):
    kind: str


AnyAnimal: TypeAlias = Annotated[
    Dog | Puppy | Tiny | Cat | Animal,
    Tagged(
        "kind", {"dog": Dog, "pup": Puppy, "Tiny": Tiny, "Cat": Cat}, default=Animal
    ),
]
