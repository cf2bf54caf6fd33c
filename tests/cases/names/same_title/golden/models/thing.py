"""Choice and its parts."""

from __future__ import annotations

from .._core import Model


class Choice(Model):
    x: str


class Choice2(Model):
    """Choice"""

    y: int


class Thing(Model):
    first: ThingFirst | None = None
    """Part"""
    second: ThingSecond | None = None
    """Part"""
    either: Choice | Choice2 | None = None


class ThingFirst(Model):
    """Part"""

    a: str | None = None


class ThingSecond(Model):
    """Part"""

    b: int | None = None
