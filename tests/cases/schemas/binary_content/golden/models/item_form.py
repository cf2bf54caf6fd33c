"""ItemForm."""

from __future__ import annotations

from .._core import Base64Url, File, Model
from .item import Item


class ItemForm(Model):
    blob: File
    blobs: list[File] | None = None
    either: File | int | None = None
    photo: File | None = None
    table: File | str | None = None
    child: Item | None = None
    key: Base64Url | None = None
