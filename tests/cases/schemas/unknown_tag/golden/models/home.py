"""Home and its parts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core import Model, Open, Tagged
from .cat import Cat
from .dog import Dog

HomeState: TypeAlias = Literal["full", "empty"]

Pet: TypeAlias = Annotated[Cat | Dog, Tagged("kind", {"cat": Cat, "dog": Dog})]


class Home(Model):
    pet: Pet | None = None
    state: Open[HomeState | str] | None = None
