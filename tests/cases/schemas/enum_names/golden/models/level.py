"""Level."""

from __future__ import annotations

from .._core.integer_enum import IntegerEnum


class Level(IntegerEnum):
    """How urgent it is."""

    LOW = 1
    VERY_HIGH = 2
    VALUE_10TH_OF_ALL = 10
