"""Being."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core.tagged import Tagged
from .oak import Oak
from .other import Other
from .pet import Pet

Being: TypeAlias = Annotated[
    Pet | Oak | Other,
    Tagged("kind", {"cat": Pet, "dog": Pet, "oak": Oak}, default=Other),
]
