"""Runs all checks of the example document on a package."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from generator.contract import Contract

from .shop import CASES, CREDENTIALS

__all__ = ["find_failures"]


def find_failures(package: ModuleType, document: Path) -> list[str]:
    """Run all checks of a package; return the messages of those that fail."""
    failures = []
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
                    failures.append(str(error))
    return failures
