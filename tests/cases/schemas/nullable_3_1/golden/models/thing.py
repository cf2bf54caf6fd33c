"""Thing and its parts."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .._core.enums import Open
from .._core.model import Model, Nullable
from .maybe import Maybe
from .other import Other

ThingEnum: TypeAlias = Literal["a", "b"]


class Thing(Model):
    array: str | None
    any_of: str | None
    one_of: Other | None
    enum: Open[ThingEnum | str] | None
    named: Maybe | None
    optional: Nullable[str] = None
