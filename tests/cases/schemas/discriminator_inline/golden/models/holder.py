"""DeletedType and what belongs to it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core import Model, Open, Tagged

DeletedType: TypeAlias = Literal["deleted", "purged"]


class Created(Model):
    """Created"""

    type: Literal["created"]
    id: str | None = None


class Deleted(Model):
    """Deleted"""

    type: Open[DeletedType | str]
    at: int | None = None


class Holder(Model):
    """Holder."""

    event: (
        Annotated[
            Created | Deleted,
            Tagged("type", {"created": Created, "deleted": Deleted, "purged": Deleted}),
        ]
        | None
    )
