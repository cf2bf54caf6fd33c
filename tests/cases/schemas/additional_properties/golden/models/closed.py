"""Closed."""

from __future__ import annotations

from .._core.input_model import InputModel


class Closed(InputModel, extra="forbid"):
    id: int | None = None
