"""Thing."""

from __future__ import annotations

from .._core.model import Model


class Thing(Model):
    flat: str | int | bool | None
    single: str
    nullable: str | None
    all_null: None
    same: str
