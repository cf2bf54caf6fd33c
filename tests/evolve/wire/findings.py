"""What a user of the old package gets: a level, and why."""

from __future__ import annotations

from typing import NamedTuple

from generator.evolve.change import Level

__all__ = ["Finding"]


class Finding(NamedTuple):
    """The outcome of one call, or one reason for it.

    ``break`` is an exception: of the call, or of code that uses the result by its type.
    ``warn`` is a degraded value: one with a warning, the raw JSON value, or the answer of
    a server that does not use what the user gave.
    """

    level: Level
    reason: str
