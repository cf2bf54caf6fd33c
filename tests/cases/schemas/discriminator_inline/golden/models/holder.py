"""Holder and its parts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.enums import Open
from .._core.input_model import InputModel
from .._core.model import Model
from .._core.tagged import Tagged

DeletedType: TypeAlias = Literal["deleted", "purged"]


class Created(InputModel):
    type: Literal["created"] = "created"
    id: str | None = None


class Deleted(Model):
    type: Open[DeletedType | str]
    at: int | None = None


class Holder(Model):
    event: Event | None


Event: TypeAlias = Annotated[
    Created | Deleted,
    Tagged("type", {"created": Created, "deleted": Deleted, "purged": Deleted}),
]
