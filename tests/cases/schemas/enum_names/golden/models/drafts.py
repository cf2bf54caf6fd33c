"""Models of drafts."""

from __future__ import annotations

from typing import Literal

from .._core.enums import Open
from .._core.model import Model
from .level import Level


class Draft(Model):
    level: Open[Level | Literal[1, 2, 10]] | None = None
    """How urgent it is."""
