"""Runs all checks of the example document on a package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from generator.contract import Contract

from .shop import CASES, CREDENTIALS

__all__ = ["find_failures", "iter_failures"]


def find_failures(package: ModuleType, document: Path) -> list[str]:
    """Run all checks of a package; return the messages of those that fail."""
    return list(iter_failures(package, document))


def iter_failures(package: ModuleType, document: Path) -> Iterator[str]:
    """Run the checks of a package one by one; yield the messages of those that fail."""
    with Contract(package, CREDENTIALS, document) as contract:
        for case in CASES:
            for check in (
                contract.check_requests,
                contract.check_responses,
                contract.check_errors,
                contract.check_wire,
            ):
                try:
                    check(case)
                except AssertionError as error:
                    yield str(error)
