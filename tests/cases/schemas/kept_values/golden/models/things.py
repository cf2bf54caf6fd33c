"""Models of things."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field

from .._core.base64_bytes import Base64
from .._core.lossless import Lossless
from .._core.model import Model, Nullable
from .json import Json


class PostThingRange(Model):
    least: float | None = None
    until: dt.datetime | None = None


class Thing(Model):
    size: float | None = Field(default=None, ge=0)
    share: Nullable[float] = Field(default=None, multiple_of=0.01)
    day: dt.date | None = None
    since: Nullable[dt.datetime] = None
    span: dt.timedelta | None = None
    price: Decimal | None = None
    long: str | None = None
    either_long: int | str | None = None
    when: list[Lossless[dt.date | dt.datetime]] | None = None
    keys: dict[str, Lossless[UUID | str]] | None = None
    data: Lossless[Base64 | str] | None = None
    times: Lossless[list[dt.time] | list[str]] | None = None
    json_: Nullable[Json] = Field(
        default=None, validation_alias="json", serialization_alias="json"
    )

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, float]
