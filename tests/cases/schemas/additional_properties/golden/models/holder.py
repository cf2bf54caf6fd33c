"""Holder."""

from __future__ import annotations

from .._core.model import Model
from .labels import Labels
from .nothing import Nothing


class Holder(Model):
    nothing: Nothing | None = None
    labels: Labels | None = None
