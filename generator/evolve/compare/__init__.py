"""Compare two versions of an API as the users of its package see them."""

from __future__ import annotations

from generator.evolve.change import Change
from generator.evolve.compare.api import (
    compare_client,
    compare_events,
    compare_model_names,
)
from generator.evolve.compare.diff import Diff
from generator.evolve.compare.operations import (
    compare_error_responses,
    compare_former_methods,
    compare_operations,
)
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.types import compare_queued
from generator.evolve.spelled import with_source_levels
from generator.surface import Package

__all__ = ["compare"]


def compare(old: Package, new: Package) -> tuple[Change, ...]:
    """Return every change from one version to the other.

    Declarations are compared when an operation refers to them, which tells whether they
    are sent or received; next those that only errors refer to, then the others.
    """
    diff = Diff(PackageVersion(old), PackageVersion(new))
    compare_client(diff)
    pairs = compare_operations(diff)
    compare_former_methods(diff)
    compare_events(diff)
    compare_queued(diff)
    compare_error_responses(diff, pairs)
    compare_queued(diff)
    compare_model_names(diff)
    compare_queued(diff)
    return with_source_levels(diff.changes(), old, new, diff.renamed)
