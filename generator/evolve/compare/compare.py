"""Two versions of an API compared as the user of its package sees them."""

from __future__ import annotations

from generator.evolve.change import Change, Side
from generator.evolve.compare.api import (
    compare_events,
    compare_names,
    compare_surroundings,
)
from generator.evolve.compare.comparison import Walk
from generator.evolve.compare.operations import compare_failures, compare_operations
from generator.evolve.compare.types import compare_pairs

__all__ = ["compare"]


def compare(old: Side, new: Side) -> tuple[Change, ...]:
    """Return every change from one version to the other.

    Everything is compared from the operations on, so that it is known whether a model
    is sent or received; then what only errors carry, then what nothing refers to.
    """
    walk = Walk(old, new)
    compare_surroundings(walk)
    pairs = compare_operations(walk)
    compare_events(walk)
    compare_pairs(walk)
    compare_failures(walk, pairs)
    compare_pairs(walk)
    compare_names(walk)
    compare_pairs(walk)
    return walk.changes()
