"""Thing."""

from __future__ import annotations

from .._core.model import Model


class Thing(Model):
    name: str | None = None
    label: str | None = None
    """Kept."""
