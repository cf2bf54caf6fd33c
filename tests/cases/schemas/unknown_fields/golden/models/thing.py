"""Thing and its parts."""

from __future__ import annotations

from pydantic import Field

from .._core.model import Model


class Inner(Model):
    a: int | None = None


class Thing(Model):
    wire_name: str = Field(
        validation_alias="wire-name", serialization_alias="wire-name"
    )
    inner: Inner | None = None
