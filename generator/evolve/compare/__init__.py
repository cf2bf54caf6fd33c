"""Compare two versions of an API as the users of its package see them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.evolve.change import Change
from generator.evolve.compare.api import (
    compare_client,
    compare_events,
    compare_former_types,
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
from generator.ir import TypeId
from generator.surface import Package

__all__ = ["compare", "renamed_types"]


def compare(old: Package, new: Package) -> tuple[Change, ...]:
    """Return every change from one version to the other.

    Declarations are compared when an operation refers to them, which tells whether they
    are sent or received; next those that only errors refer to, then the others.
    """
    diff = _compared(old, new)
    return with_source_levels(diff.changes(), old, new, diff.renamed)


def renamed_types(old: Package, new: Package) -> Mapping[TypeId, TypeId]:
    """Return the new key of each declaration whose key changed."""
    before, after = old.api.types.keys(), new.api.types.keys()
    if before <= after or after <= before:
        return {}
    return _compared(old, new).renamed


def _compared(old: Package, new: Package) -> Diff:
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
    compare_former_types(diff)
    return diff
