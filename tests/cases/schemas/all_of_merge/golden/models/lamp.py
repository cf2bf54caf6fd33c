"""Lamp and its parts."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from pydantic import Field

from .._core.enums import Open
from .._core.model import Model

LampState: TypeAlias = Literal["on", "off"]


class Lamp(Model):
    id: int = Field(ge=10, le=100)
    name: str = Field(min_length=2, max_length=10)
    state: Open[LampState | str] | None = None
    tags: list[str] | None = Field(default=None, min_length=1, max_length=2)
    at: dt.datetime | None = None
    """When it was made."""
    watts: float | None = Field(default=None, gt=0)
