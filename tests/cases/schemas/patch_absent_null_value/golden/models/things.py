"""Models of things."""

from __future__ import annotations

from .._core.model import Model, Nullable


class Owner(Model):
    name: str | None = None
    phone: Nullable[str] = None


class Thing(Model):
    name: str
    note: str | None
    size: Nullable[int] = None


class ThingPatch(Model):
    name: str | None = None
    note: Nullable[str] = None
    owner: Owner | None = None
