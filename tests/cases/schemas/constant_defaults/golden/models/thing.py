"""Thing."""

from __future__ import annotations

from typing import Literal

from .._core import Model, Nullable
from .bat import Bat
from .bird import Bird
from .flyer import Flyer
from .kind import Kind
from .part import Part


class Thing(Model):
    kind: Kind = "thing"
    part: Part
    parts: list[Part] | None = None
    live: Literal[True] = True
    mode: Literal["fast"] | None = None
    maybe: Nullable[Literal["a"]] = None
    bird: Bird | None = None
    bat: Bat | None = None
    flyer: Flyer | None = None
