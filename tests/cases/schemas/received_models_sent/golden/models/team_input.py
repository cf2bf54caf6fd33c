"""TeamInput."""

from __future__ import annotations

from typing import Literal

from .._core import Model


class TeamInput(Model, read_only=("uid",), received_as="Team"):
    kind: Literal["Team"] = "Team"
    size: int
