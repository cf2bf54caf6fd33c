"""Thing and its parts."""

from __future__ import annotations

from .._core.model import Model


class EitherWithX(Model):
    """Choice"""

    x: str


class EitherWithY(Model):
    """Choice"""

    y: int


class Thing(Model):
    first: ThingFirst | None = None
    """Part"""
    second: ThingSecond | None = None
    """Part"""
    either: EitherWithX | EitherWithY | None = None


class ThingFirst(Model):
    """Part"""

    a: str | None = None


class ThingSecond(Model):
    """Part"""

    b: int | None = None
