"""Small."""

from __future__ import annotations

from .._core.model import Model


class Small(Model):
    id: str | None = None
    size: int
