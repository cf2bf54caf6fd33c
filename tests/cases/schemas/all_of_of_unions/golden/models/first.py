"""FirstVariant1 and its parts."""

from __future__ import annotations

from typing import TypeAlias

from .._core import Model


class FirstVariant1(Model):
    first: int | None = None
    a: str


class FirstVariant2(Model):
    first: int | None = None
    b: str


First: TypeAlias = FirstVariant1 | FirstVariant2
