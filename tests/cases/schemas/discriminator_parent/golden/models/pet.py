"""Pet and its parts."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Model, Tagged
from .cat import Cat
from .dog import Dog


class Pet(Model):
    """What all pets have."""

    kind: str
    name: str


AnyPet: TypeAlias = Annotated[
    Cat | Dog | Pet, Tagged("kind", {"kitty": Cat, "Dog": Dog}, default=Pet)
]
