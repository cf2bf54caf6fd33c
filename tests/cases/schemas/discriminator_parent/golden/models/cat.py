"""Cat."""

from __future__ import annotations

from .._core import Model


class Cat(Model):
    """What all pets have."""

    lives: int | None = None
    kind: str
    name: str
