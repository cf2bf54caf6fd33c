"""The command line; see the package."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tests.documents import read

from .checking import check_document, check_document_types, check_own_tests
from .grammar import DENSITY, random_document
from .isolation import LIMITS, Limits, run_all
from .reduction import reduce_document
from .summary import Summary
from .validation import skip_validation, validate_in_forks

_CHECKS = ("types", "contract")
_LIMITS_OF_TESTS = Limits(300, 4 * 1024**3)


def _check(
    options: argparse.Namespace, document: dict[str, Any] | Path
) -> dict[str, int]:
    """Check a document as the options say; raise for a failure, return counts."""
    match options.check:
        case "types":
            return check_document_types(document, options.folder)
        case "contract":
            return check_own_tests(document)
        case _:
            return check_document(document, options.instances)


def _documents(
    options: argparse.Namespace,
) -> Iterator[tuple[str, dict[str, Any] | Path]]:
    for path in options.documents:
        yield path.name, path if options.check else read(path)
    for seeds in options.seeds.split(",") if options.seeds else ():
        first, _, end = seeds.partition("..")
        for seed in range(int(first), int(end or first) + (not end)):
            yield str(seed), random_document(seed, options.density)


def _run(options: argparse.Namespace) -> Summary:
    tasks = ((key, partial(_check, options, each)) for key, each in _documents(options))
    summary = Summary()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        for key, outcome in run_all(tasks, options.jobs, _limits(options)):
            for kind in outcome.failures.keys() - summary.failures.keys():
                print(f"{key}: {kind}", file=sys.stderr, flush=True)
            summary.add(key, outcome)
    return summary


def _limits(options: argparse.Namespace) -> Limits | None:
    """Programs and real documents have no limits, and tests larger ones."""
    if options.check == "types" or options.documents:
        return None
    return _LIMITS_OF_TESTS if options.check else LIMITS


def _failures(
    options: argparse.Namespace, document: dict[str, Any] | Path
) -> dict[str, str]:
    tasks = [("", partial(_check, options, document))]
    ((_, outcome),) = run_all(tasks, 1, _limits(options))
    return outcome.failures


def _fails(kind: str, options: argparse.Namespace, document: dict[str, Any]) -> bool:
    return kind in _failures(options, document)


def _reduce(options: argparse.Namespace) -> None:
    """Print, for each class of failure, the smallest document that was found."""
    for key, each in _documents(options):
        document = read(each) if isinstance(each, Path) else each
        validate_in_forks()
        for kind in _failures(options, document):
            if options.kind in kind:
                if not kind.startswith("grammar"):
                    skip_validation()  # The reduction keeps a document valid.
                smaller = reduce_document(document, partial(_fails, kind, options))
                text = json.dumps(smaller, ensure_ascii=False)
                print(f"# {key}: {kind}\n{text}\n", flush=True)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("documents", nargs="*", type=Path, help="JSON or YAML files")
    parser.add_argument(
        "--seeds", metavar="FIRST..END", help="without the end; or SEED,SEED"
    )
    parser.add_argument("--density", type=float, default=DENSITY, help="from 0 to 1")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time")
    parser.add_argument("--instances", type=int, default=5, help="of each schema")
    parser.add_argument("--check", choices=_CHECKS, help="check this instead")
    parser.add_argument("--print", action="store_true", help="print the documents only")
    parser.add_argument("--reduce", action="store_true", help="reduce the failures")
    parser.add_argument(
        "--kind", default="", help="reduce failures with this text only"
    )
    options = parser.parse_args()
    if options.print:
        for _, document in _documents(options):
            print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory() as name:
        options.folder = Path(name)
        if options.reduce:
            _reduce(options)
            return 0
        validate_in_forks()
        summary = _run(options)
    print(summary)
    return bool(summary.failures)


if __name__ == "__main__":
    sys.exit(_main())
