"""Bird."""

from __future__ import annotations

from typing import Literal

from .._core import Model, OwnTag


class Bird(Model):
    kind: OwnTag[Literal["Bird"]] = "Bird"
    wings: int
