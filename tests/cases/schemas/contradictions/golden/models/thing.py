"""Thing."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .._core.model import Model, Nullable


class Thing(Model):
    text: str | None = None
    listed: list[str] | None = None
    number: int | None = Field(default=None, ge=5, le=3)
    object_: dict[str, Any] | None = Field(
        default=None, validation_alias="object", serialization_alias="object"
    )
    odd: Nullable[Any] = None
    members: int | None = None
