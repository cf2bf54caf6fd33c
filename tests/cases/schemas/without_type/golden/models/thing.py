"""Thing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from .._core.model import Model, Nullable


class Thing(Model):
    name: str = Field(min_length=1)
    many: list[str] | None = None
    size: float | None = Field(default=None, ge=1)
    map: dict[str, int] | None = None
    coded: dt.datetime | None = None
    free: Nullable[Any] = None
    """Anything at all."""
