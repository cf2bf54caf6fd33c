"""Session."""

from __future__ import annotations

from .._core.model import Model


class Session(Model, extra="forbid"):
    """A session of its own."""

    id: str
    note: str | None = None
    """What the session says."""
    ttl: int
