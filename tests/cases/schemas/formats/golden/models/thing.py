"""Thing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from .._core.base64_bytes import Base64
from .._core.model import Model


class Thing(Model):
    moment: dt.datetime | None = None
    day: dt.date | None = None
    hour: dt.time | None = None
    lasting: dt.timedelta | None = None
    key: UUID | None = None
    data: Base64 | None = None
    price: Decimal | None = None
    int32: int | None = None
    int64: int | None = None
    single: float | None = None
    double: float | None = None
    email: str | None = None
    uri: str | None = None
    host: str | None = None
    v4: str | None = None
    v6: str | None = None
    secret: str | None = None
    unknown: str | None = None
    big: int | None = None
