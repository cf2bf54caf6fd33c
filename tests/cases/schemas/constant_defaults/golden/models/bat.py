"""Bat."""

from __future__ import annotations

from typing import Literal

from .._core import Model, OwnTag


class Bat(Model):
    kind: OwnTag[Literal["Bat"]] = "Bat"
    night: bool | None = None
