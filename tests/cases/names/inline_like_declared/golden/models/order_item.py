"""OrderItem."""

from __future__ import annotations

from .._core.model import Model


class OrderItem(Model):
    declared: str | None = None
