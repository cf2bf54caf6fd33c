"""Thing."""

from __future__ import annotations

from typing import Any, Literal

from .._core.input_model import InputModel
from .._core.model import Nullable


class Thing(InputModel):
    text: Literal["fixed"] = "fixed"
    number: Literal[3] = 3
    flag: Literal[True] | None = None
    nothing: Nullable[None] = None
    object: dict[str, Any] | None = None
    optional: Literal["maybe"] | None = None
