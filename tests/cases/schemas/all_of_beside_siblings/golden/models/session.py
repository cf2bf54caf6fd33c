"""Session."""

from __future__ import annotations

from .._core.input_model import InputModel


class Session(InputModel, extra="forbid"):
    """A session of its own."""

    id: str
    note: str | None = None
    """What the session says."""
    ttl: int
