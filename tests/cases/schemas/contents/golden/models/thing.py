"""Thing."""

from __future__ import annotations

from pydantic import Field

from .._core.base64_bytes import Base64
from .._core.model import Model


class Thing(Model):
    base64: Base64 | None = None
    image: Base64 | None = None
    json_: str | None = Field(
        default=None, validation_alias="json", serialization_alias="json"
    )
    quoted: str | None = None
