"""First and its parts."""

from __future__ import annotations

from typing import TypeAlias

from .._core.model import Model


class FirstWithA(Model):
    first: int | None = None
    a: str


class FirstWithB(Model):
    first: int | None = None
    b: str


First: TypeAlias = FirstWithA | FirstWithB
