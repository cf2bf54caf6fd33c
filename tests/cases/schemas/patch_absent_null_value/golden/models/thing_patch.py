"""ThingPatch."""

from __future__ import annotations

from .._core import Model, Nullable
from .owner import Owner


class ThingPatch(Model):
    name: str | None = None
    note: Nullable[str] = None
    owner: Owner | None = None
