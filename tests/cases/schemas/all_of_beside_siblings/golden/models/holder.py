"""Holder."""

from __future__ import annotations

from .._core.model import Model, Nullable
from .base import Base


class Holder(Model):
    base: Nullable[Base] = None
    """The one base."""
