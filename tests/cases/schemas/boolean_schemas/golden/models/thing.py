"""Thing."""

from __future__ import annotations

import builtins
from typing import Any

from pydantic import Field

from .._core.model import Model, Nullable


class Thing(Model):
    any: Nullable[Any] = None
    none: Nullable[Any] = None
    empty: Nullable[Any] = None
    list: builtins.list[Any] | None = None
    no_items: builtins.list[Any] | None = Field(default=None, max_length=0)
    named: Nullable[Any] = None
    all: str | None = None
