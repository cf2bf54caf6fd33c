"""Thing."""

from __future__ import annotations

from .._core import Model


class Thing(Model):
    kind: str
    size: int | None = None
    things: list[int] | None = None
    word: str | None = None
