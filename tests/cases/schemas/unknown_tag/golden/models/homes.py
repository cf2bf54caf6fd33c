"""Models of homes."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.enums import Open
from .._core.model import Model
from .._core.tagged import Tagged

HomeState: TypeAlias = Literal["full", "empty"]


class Cat(Model):
    kind: Literal["cat"] = "cat"
    lives: int | None = None


class Dog(Model):
    kind: Literal["dog"] = "dog"
    tricks: int | None = None


class Home(Model):
    pet: Pet | None = None
    state: Open[HomeState | str] | None = None


Pet: TypeAlias = Annotated[Cat | Dog, Tagged("kind", {"cat": Cat, "dog": Dog})]
