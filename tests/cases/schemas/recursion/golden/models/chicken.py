"""Chicken and its parts."""

from __future__ import annotations

from .._core.model import Model


class Chicken(Model):
    lays: Egg | None = None


class Egg(Model):
    hatches: Chicken | None = None
