"""Thing and its parts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .._core.model import Model


class Shape(Model):
    size: int | None = None


class Thing(Model):
    either: Annotated[str, Field(min_length=2)] | Annotated[int, Field(ge=10)]
    maybe: list[str] | None
    one: bool
    wide: str | float | bool | dict[str, Any] | list[Any] | None
    shape: Shape | str | None = None
