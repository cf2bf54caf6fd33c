"""Step and its parts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._core import Model, Tagged


class StepLoad(Model):
    at: int = Field(ge=0)
    note: str | None = None
    op: Literal["Load"] = "Load"
    tons: float


class StepUnload(Model):
    at: int = Field(ge=0)
    note: str | None = None
    op: Literal["Unload"] = "Unload"
    crew: list[str]


Step: TypeAlias = Annotated[
    StepLoad | StepUnload, Tagged("op", {"Load": StepLoad, "Unload": StepUnload})
]
