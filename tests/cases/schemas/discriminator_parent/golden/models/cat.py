"""Cat."""

from __future__ import annotations

from .._core import Model


class Cat(Model):
    kind: str
    name: str
    lives: int | None = None
