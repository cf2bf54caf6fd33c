"""Place."""

from __future__ import annotations

from .._core.enums import Open
from .._core.model import Model
from .zone import Zone


class Place(Model):
    zone: Open[Zone | str]
