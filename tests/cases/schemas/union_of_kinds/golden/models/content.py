"""Content."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from .image import Image
from .text import Text

Content: TypeAlias = (
    str
    | Annotated[list[Text | Image], Field(min_length=1)]
    | bool
    | Annotated[int, Field(ge=0)]
)
