"""Beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.model import Model


class Beside(Model):
    id: str | None = None

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, str]
