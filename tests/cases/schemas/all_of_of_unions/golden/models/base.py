"""Base."""

from __future__ import annotations

from .._core.model import Model


class Base(Model):
    id: str | None = None
