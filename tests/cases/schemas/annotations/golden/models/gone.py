"""Gone."""

from __future__ import annotations

from .._core.model import Model


class Gone(Model):
    """Deprecated."""

    id: str | None = None
