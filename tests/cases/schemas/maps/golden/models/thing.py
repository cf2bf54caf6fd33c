"""Thing and its parts."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .._core.model import Model
from .matrix import Matrix
from .point import Point


class Thing(Model):
    points: dict[str, Point] = Field(min_length=1, max_length=2)
    inline: dict[str, ThingInlineValue] | None = None
    matrix: Matrix | None = None
    free: dict[str, Any]
    nulls: dict[str, int | None] | None = None


class ThingInlineValue(Model):
    y: int | None = None
