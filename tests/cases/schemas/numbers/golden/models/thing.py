"""Thing."""

from __future__ import annotations

import builtins
from typing import Annotated

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    closed: int | None = Field(default=None, ge=1, le=10)
    open: float | None = Field(default=None, gt=0, lt=1)
    even: int | None = Field(default=None, multiple_of=2)
    cents: float | None = Field(default=None, multiple_of=0.01)
    whole: int | None = Field(default=None, ge=1, le=9)
    list: builtins.list[Annotated[int, Field(ge=0)]] | None = None
