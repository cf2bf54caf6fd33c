"""Models of items."""

from __future__ import annotations

from .._core.base64_bytes import Base64Url
from .._core.files import File
from .._core.model import Model
from .item import Item


class ItemForm(Model):
    blob: File
    blobs: list[File] | None = None
    either: File | int | None = None
    photo: File | None = None
    table: File | str | None = None
    child: Item | None = None
    key: Base64Url | None = None
