"""Thing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    size: str | None = None
    colour: Literal["red"] | None = None
    kind: Literal["a"] | None = None
    plain: Literal["a"] | None = None
    shade: Literal["red"] | None = None
    step: int | None = Field(default=None, multiple_of=12)
    code: str | None = Field(default=None, pattern="^a")
    level: int | None = Field(default=None, ge=5, le=3)
