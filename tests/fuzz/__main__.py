"""The command line; see the package."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.fuzz import packages
from tests.fuzz.grammar import DENSITY, random_document
from tests.fuzz.isolation import Outcome, run_all
from tests.fuzz.validation import validate_in_forks

_MAX_SEEDS = 12
_MAX_SHOWN = 600


def check(document: dict[str, Any]) -> dict[str, int]:
    """Generate, import and build; raise for a failure, return counts."""
    with tempfile.TemporaryDirectory() as folder:
        package = packages.write_package(document, Path(folder))
        return {"types built": package.build()}


def _tasks(
    options: argparse.Namespace,
) -> Iterator[tuple[str, Callable[[], dict[str, int]]]]:
    for path in options.documents:
        yield path.name, partial(check, json.loads(path.read_text()))
    first, _, last = (options.seeds or "0..0").partition("..")
    for seed in range(int(first), int(last)):
        yield str(seed), partial(_check_seed, seed, options.density)


def _check_seed(seed: int, density: float) -> dict[str, int]:
    return check(random_document(seed, density))


class _Summary:
    """The failures of a run, by class."""

    def __init__(self) -> None:
        self._failures: dict[str, list[tuple[str, str]]] = {}
        self._number = self._failed = 0
        self._slowest = (0.0, "")
        self._largest = (0, "")
        self._counts: dict[str, int] = {}

    def add(self, key: str, outcome: Outcome) -> None:
        self._number += 1
        self._failed += bool(outcome.failures)
        self._slowest = max(self._slowest, (outcome.cpu_seconds, key))
        self._largest = max(self._largest, (outcome.memory, key))
        for kind, text in outcome.failures.items():
            self._failures.setdefault(kind, []).append((key, text))
        for name, count in outcome.counts.items():
            self._counts[name] = self._counts.get(name, 0) + count

    def __str__(self) -> str:
        lines = []
        for kind, found in sorted(self._failures.items(), key=lambda i: -len(i[1])):
            seeds = " ".join(key for key, _ in found[:_MAX_SEEDS])
            lines += [f"{len(found)} x {kind}", f"    seeds: {seeds}"]
            text = min((text for _, text in found), key=len)[-_MAX_SHOWN:]
            lines += [f"    | {line}" for line in text.splitlines()]
        lines.append(
            f"{self._number} documents, {self._failed} with failures, in "
            f"{len(self._failures)} classes; slowest {self._slowest[0]:.1f} s of CPU "
            f"(seed {self._slowest[1]}), largest {self._largest[0] >> 20} MiB "
            f"(seed {self._largest[1]})"
        )
        lines += [f"{name}: {count}" for name, count in self._counts.items()]
        return "\n".join(lines)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--seeds", metavar="FIRST..END")
    parser.add_argument("--density", type=float, default=DENSITY)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    validate_in_forks()
    summary, started = _Summary(), time.monotonic()
    for number, (key, outcome) in enumerate(run_all(_tasks(options), options.jobs), 1):
        summary.add(key, outcome)
        if sys.stderr.isatty():
            sys.stderr.write(
                f"\r{number} documents, {time.monotonic() - started:.0f} s"
            )
    print(summary)
    return bool(summary._failed)


if __name__ == "__main__":
    sys.exit(_main())
