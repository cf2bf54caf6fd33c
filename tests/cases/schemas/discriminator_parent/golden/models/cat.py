"""Cat."""

from __future__ import annotations

from typing import Literal

from .._core import Model


class Cat(Model):
    kind: Literal["kitty"] = "kitty"
    name: str
    lives: int | None = None
