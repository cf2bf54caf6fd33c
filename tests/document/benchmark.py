"""Measure the time to load a document, and whether it is linear in the size.

    python -m tests.document.benchmark

Needs the corpus. Prints seconds per megabyte for two large documents and for half of
each, with those of `json.loads` and `yaml.CSafeLoader` for comparison. Exits with 1 if
the two rates of a document differ by more than a quarter.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from generator.diagnostics.model import Problems
from generator.document.load import load_document
from tests.corpus import CORPUS

MAX_RATIO = 1.25


def read(text: str, name: str) -> Any:
    """Parse a text with the standard library or PyYAML."""
    if name.endswith(".json"):
        return json.loads(text)
    return yaml.load(text, Loader=yaml.CSafeLoader)


def write(value: Any, name: str) -> str:
    """Serialize a value in the syntax of the file."""
    if name.endswith(".json"):
        return json.dumps(value, indent=2)
    return yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False)


def fastest(call: Callable[[], object], times: int = 5) -> float:
    """Return the least time of several calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def half_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every second path and the components that they need.

    No reference dangles, because the report of a problem takes time.
    """
    half = dict(document)
    half["paths"] = dict(list(document["paths"].items())[::2])
    components = half.pop("components")
    needed: dict[tuple[str, str], Any] = {}
    waiting: list[Any] = [half]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
            parts = str(value.get("$ref", "")).split("/")
            if len(parts) == 4 and parts[1] == "components":
                place = (parts[2], parts[3])
                if place not in needed:
                    needed[place] = components[parts[2]][parts[3]]
                    waiting.append(needed[place])
        elif isinstance(value, list):
            waiting += value
    half["components"] = {
        kind: {
            name: value
            for name, value in members.items()
            if (kind, name) in needed or kind == "securitySchemes"
        }
        for kind, members in components.items()
    }
    return half


def measure(name: str, folder: Path) -> bool:
    """Print both rates of a document; return whether they agree."""
    whole = read((CORPUS / name).read_text(), name)
    plain_reader = "json.loads" if name.endswith(".json") else "yaml.CSafeLoader"
    rates = []
    for label, value in (("whole", whole), ("half", half_of(whole))):
        path = folder / f"{label}-{name}"
        path.write_text(write(value, name))
        text = path.read_text()
        megabytes = path.stat().st_size / 1e6

        def load(path: Path = path) -> object:
            return load_document(path, Problems())

        def plain(text: str = text) -> object:
            return read(text, name)

        rate = fastest(load) / megabytes
        rates.append(rate)
        print(
            f"{name:12} {label:5} {megabytes:6.2f} MB  load {rate:.4f} s/MB  "
            f"{plain_reader} {fastest(plain, 2) / megabytes:.4f} s/MB"
        )
    return max(rates) <= MAX_RATIO * min(rates)


def main() -> int:
    """Measure both documents; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        results = [
            measure(name, Path(folder)) for name in ("github.json", "stripe.yaml")
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
