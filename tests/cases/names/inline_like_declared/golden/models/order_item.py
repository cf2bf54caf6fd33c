"""OrderItem."""

from __future__ import annotations

from .._core import Model


class OrderItem(Model):
    declared: str | None = None
