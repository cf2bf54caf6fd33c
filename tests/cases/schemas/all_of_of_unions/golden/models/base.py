"""Base."""

from __future__ import annotations

from .._core import Model


class Base(Model):
    id: str | None = None
