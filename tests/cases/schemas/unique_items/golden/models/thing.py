"""Thing."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .._core.model import Model
from .._core.unique_items import Unique
from .label import Label


class Thing(Model):
    tags: Unique[list[str]] | None = Field(default=None, min_length=1)
    labels: Unique[list[Label]] | None = None
    any: Unique[list[Any]] | None = None
