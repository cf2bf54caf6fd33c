"""SendUnionRequest and its parts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.model import File, Model
from .._core.tagged import Tagged


class CatForm(Model):
    kind: Literal["Cat"] = "Cat"
    photo: File


class Dog(Model):
    kind: Literal["Dog"] = "Dog"
    name: str | None = None


SendUnionRequest: TypeAlias = Annotated[
    CatForm | Dog, Tagged("kind", {"Cat": CatForm, "Dog": Dog})
]
