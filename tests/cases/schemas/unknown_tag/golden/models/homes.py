"""Models of homes."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.enums import Open
from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged

HomeState: TypeAlias = Literal["full", "empty"]


class Cat(InputModel):
    kind: Literal["cat"] = "cat"
    lives: int | None = None


class Dog(InputModel):
    kind: Literal["dog"] = "dog"
    tricks: int | None = None


class Home(Model):
    pet: Pet | None = None
    state: Open[HomeState | str] | None = None


Pet: TypeAlias = Annotated[Cat | Dog, Tagged("kind", {"cat": Cat, "dog": Dog})]
