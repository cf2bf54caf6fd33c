"""Models of things."""

from __future__ import annotations

import builtins as _builtins
import datetime as _dt
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from .._core.model import Model


class Thing(Model):
    bytes: int
    names: _builtins.list[_builtins.str]
    list: _builtins.list[Annotated[int, Field(ge=1)]] | None = None
    str: _builtins.str | None = Field(default=None, max_length=9)
    bool: _builtins.bool | None = None
    float: _builtins.float | None = None
    tuple: _builtins.str | None = None
    object: _builtins.str | None = None
    builtins: _builtins.str | None = None
    dt: _dt.datetime | None = None
    until: _dt.datetime | None = None
    options_: _builtins.str | None = Field(
        default=None, validation_alias="options", serialization_alias="options"
    )
    before_: _builtins.str | None = None

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[_builtins.str, int]
