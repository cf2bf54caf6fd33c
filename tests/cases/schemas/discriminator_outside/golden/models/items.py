"""Models of items."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from .._core.input_model import InputModel
from .._core.tagged import Tagged


class FileModel(InputModel):
    type: Literal["file"] = "file"
    size: int


class Folder(InputModel):
    type: Literal["folder"] = "folder"
    entries: list[str] | None = None


class Link(InputModel):
    type: Literal["link"] = "link"
    url: str


Item: TypeAlias = Annotated[
    FileModel | Folder | Link,
    Tagged("type", {"file": FileModel, "folder": Folder, "link": Link}),
]
