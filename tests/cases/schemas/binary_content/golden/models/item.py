"""Item and its parts."""

from __future__ import annotations

from typing import TypeAlias

from .._core.base64_bytes import Base64Url
from .._core.model import Model
from .._core.utf8_text import Utf8

Upload: TypeAlias = Utf8


class Item(Model):
    blob: Utf8
    blobs: list[Utf8] | None = None
    either: Utf8 | int | None = None
    photo: str | None = None
    table: str | None = None
    child: Item | None = None
    key: Base64Url | None = None
