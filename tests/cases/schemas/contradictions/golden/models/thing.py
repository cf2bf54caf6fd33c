"""Thing."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .._core.model import Model, Nullable


class Thing(Model):
    text: str | None = None
    listed: list[str] | None = None
    number: int | None = Field(default=None, ge=5, le=3)
    object: dict[str, Any] | None = None
    odd: Nullable[Any] = None
    members: int | None = None
