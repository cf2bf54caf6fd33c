"""Models of things."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core.input_model import InputModel
from .._core.model import Nullable
from .._core.own_tag import OwnTag
from .._core.tagged import Tagged

Kind: TypeAlias = Literal["thing"]


class Bat(InputModel):
    kind: OwnTag[Literal["Bat"]] = "Bat"
    night: bool | None = None


class Bird(InputModel):
    kind: OwnTag[Literal["Bird"]] = "Bird"
    wings: int


class Part(InputModel):
    part_of: Literal[1] = Field(
        default=1, validation_alias="part-of", serialization_alias="part-of"
    )
    size: int


class Thing(InputModel):
    kind: Kind = "thing"
    part: Part
    parts: list[Part] | None = None
    live: Literal[True] = True
    mode: Literal["fast"] | None = None
    maybe: Nullable[Literal["a"]] = None
    bird: Bird | None = None
    bat: Bat | None = None
    flyer: Flyer | None = None


Flyer: TypeAlias = Annotated[Bird | Bat, Tagged("kind", {"Bird": Bird, "Bat": Bat})]
