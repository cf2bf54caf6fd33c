"""Item."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from .._core import Tagged
from .file_model import FileModel
from .folder import Folder
from .link import Link

Item: TypeAlias = Annotated[
    FileModel | Folder | Link,
    Tagged("type", {"file": FileModel, "folder": Folder, "link": Link}),
]
