"""Cat."""

from __future__ import annotations

from typing import Literal

from .._core.model import Model, Utf8


class Cat(Model):
    kind: Literal["Cat"] = "Cat"
    photo: Utf8
