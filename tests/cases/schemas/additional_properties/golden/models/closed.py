"""Closed."""

from __future__ import annotations

from .._core.model import Model


class Closed(Model, extra="forbid"):
    id: int | None = None
