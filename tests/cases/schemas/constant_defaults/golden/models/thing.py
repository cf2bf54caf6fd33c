"""Thing."""

from __future__ import annotations

from typing import Literal

from .._core import Model, Nullable
from .kind import Kind
from .part import Part


class Thing(Model):
    kind: Kind = "thing"
    part: Part
    parts: list[Part] | None = None
    live: Literal[True] = True
    mode: Literal["fast"] | None = None
    maybe: Nullable[Literal["a"]] = None
