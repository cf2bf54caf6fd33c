"""Models of tasks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from .._core.enums import Open
from .._core.integer_enum import IntegerEnum
from .._core.model import Model, Nullable
from .level import Level


class Former(IntegerEnum):
    NO = 0
    NO2 = 1


Mixed: TypeAlias = Literal[1, "all"]
"""Members:

- 1: One
- all: All
"""

Partly: TypeAlias = Literal[1, 2]

Same: TypeAlias = Literal["big", "small"]


class SendSort(IntegerEnum):
    DOWN = -1
    UP = 1


TaskCode: TypeAlias = Literal["1", "2"]
"""Members:

- 1: First
- 2: Second
"""


class Times(IntegerEnum):
    ONCE = 1
    TWICE = 2


class Task(Model):
    level: Open[Level | int]
    """How urgent it is."""
    former: Nullable[Open[Former | int]] = None
    levels: dict[str, Open[Level | int]] | None = None
    either: Open[Level | int] | str | None = None
    times: Open[Times | int] | None = None
    code: Open[TaskCode | str] | None = None
    same: Open[Same | str] | None = None
    partly: Open[Partly | int] | None = None
    mixed: Open[Mixed | int | str] | None = None
