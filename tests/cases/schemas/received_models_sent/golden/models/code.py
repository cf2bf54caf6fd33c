"""Code."""

from __future__ import annotations

from typing import Literal

from .._core import Model


class Code(Model):
    type: Literal["Code"] | None = None
    digits: str
