"""Matrix."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

Matrix: TypeAlias = dict[str, dict[str, Annotated[float, Field(ge=0)]]]
