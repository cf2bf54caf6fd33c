"""Thing."""

from __future__ import annotations

from typing import Any

from .._core.model import Model


class Thing(Model):
    closed: dict[str, str] | None = None
    open: dict[str, Any] | None = None
    mixed: dict[str, bool | str | int] | None = None
    named: dict[str, int] | None = None
