"""Place."""

from __future__ import annotations

from .._core.model import Model, Open
from .zone import Zone


class Place(Model):
    zone: Open[Zone | str]
