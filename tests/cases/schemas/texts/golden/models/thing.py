"""Thing."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    short: str | None = Field(default=None, min_length=2, max_length=3)
    code: str | None = Field(default=None, pattern="^[A-Z]{2}[0-9]+$")
    inside: str | None = Field(default=None, pattern="x")
    back: str | None = None
    key: UUID | None = None
