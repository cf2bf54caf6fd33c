"""Figure."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core.tagged import Tagged
from .circle import Circle
from .square import Square

Figure: TypeAlias = Annotated[
    Circle | Square, Tagged("shape", {"circle": Circle, "square": Square})
]
