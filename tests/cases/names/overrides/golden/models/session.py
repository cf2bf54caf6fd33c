"""Session and its parts."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model

State: TypeAlias = Literal["a", "b"]


class Session(Model):
    state: Open[State | str] | None = Field(
        default=None, validation_alias="st", serialization_alias="st"
    )
    kind: str | None = Field(
        default=None, validation_alias="class", serialization_alias="class"
    )
