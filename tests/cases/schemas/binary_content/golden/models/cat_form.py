"""CatForm."""

from __future__ import annotations

from typing import Literal

from .._core import File, Model


class CatForm(Model):
    kind: Literal["Cat"] = "Cat"
    photo: File
