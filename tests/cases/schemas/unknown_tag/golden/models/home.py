"""HomePet and its parts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core import Model, Open, Tagged
from .cat import Cat
from .dog import Dog

HomePet: TypeAlias = Annotated[Cat | Dog, Tagged("kind", {"cat": Cat, "dog": Dog})]

HomeState: TypeAlias = Literal["full", "empty"]


class Home(Model):
    pet: HomePet | None = None
    state: Open[HomeState | str] | None = None
