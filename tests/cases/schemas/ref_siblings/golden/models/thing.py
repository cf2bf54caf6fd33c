"""Thing and its parts."""

from __future__ import annotations

from pydantic import Field

from .._core.model import Model
from .base import Base


class More(Model):
    id: str | None = None
    size: int


class Thing(Model):
    name: str
    """The name of the thing."""
    short: str | None = Field(default=None, max_length=3)
    """Any name."""
    base: Base
    """Deprecated."""
    more: More
