"""Typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from .._core.model import Model


class Typed(Model):
    id: int | None = None

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Annotated[str, Field(max_length=2)]]
