"""Zone and its parts."""

from __future__ import annotations

from pydantic import Field

from .._core import Model


class Inside(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int


class NearItem(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int | None = Field(default=None, ge=1)


class Zone(Model):
    name: str
    inside: Inside | None = None
    near: list[NearItem] | None = Field(default=None, max_length=2)
    level: int | None = None
