"""Models of items."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.model import Model
from .._core.tagged import Tagged


class FileModel(Model):
    type: Literal["file"] = "file"
    size: int


class Folder(Model):
    type: Literal["folder"] = "folder"
    entries: list[str] | None = None


class Link(Model):
    type: Literal["link"] = "link"
    url: str


Item: TypeAlias = Annotated[
    FileModel | Folder | Link,
    Tagged("type", {"file": FileModel, "folder": Folder, "link": Link}),
]
