"""Models of things."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from .._core.model import Model


class Part(Model):
    size: float = Field(ge=0)


class Thing(Model):
    id: int
    made: dt.datetime
    part_s: dict[str, Part] | None = Field(
        default=None, validation_alias="part/s", serialization_alias="part/s"
    )
    note: str | None = None
