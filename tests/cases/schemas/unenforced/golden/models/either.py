"""Either."""

from __future__ import annotations

from .._core.model import Model


class Either(Model):
    a: str | None = None
    b: str | None = None
