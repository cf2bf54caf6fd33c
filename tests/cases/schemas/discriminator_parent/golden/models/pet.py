"""Pet."""

from __future__ import annotations

from .._core import Model


class Pet(Model):
    """What all pets have."""

    kind: str
    name: str
