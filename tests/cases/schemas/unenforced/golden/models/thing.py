"""Thing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from .._core.model import Model


class Thing(Model):
    kind: str
    size: int | None = None
    things: list[int] | None = None
    word: str | None = None
    price: Decimal | None = None
    key: UUID | None = None
    day: dt.date | None = None
