"""Thing and its parts."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from .._core.enums import Open
from .._core.model import Model, Nullable
from .other import Other
from .pet import Pet

ThingEnum: TypeAlias = Literal["a", "b"]


class Thing(Model):
    plain: str | None
    enum: Open[ThingEnum | str] | None
    beside: Other | None
    refs: list[Other | None] | None = None
    map: dict[str, str | None] | None = None
    pet: Nullable[Pet] = None
    ref: Other | None
    listed: list[int | None] | None
    untyped: Any
    named: str | None
    optional: Nullable[str] = None
    never: str | None = None
