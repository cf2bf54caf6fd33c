"""The mark of an argument that was not given, where ``None`` means null."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

__all__ = ["UNSET", "Unset"]


class Unset(Enum):
    """Type of :data:`UNSET`; an enum, so that type-checkers narrow on identity."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""The value of an optional and nullable argument that was not given."""
