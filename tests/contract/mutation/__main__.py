"""Generates packages and prints how many of their mutants their own tests kill."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from generator.pipeline import Options

from ..packages import write_project
from .places import mutants, sample
from .run import score


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.contract.mutation")
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=200, help="mutants per document")
    parser.add_argument("--seed", type=int, default=0, help="seed of the sample")
    parser.add_argument("--kind", help="only mutants whose kind contains this")
    parser.add_argument("--log", type=Path, help="file for the output of the tests")
    arguments = parser.parse_args()
    for document in arguments.documents:
        with tempfile.TemporaryDirectory() as folder:
            project = write_package(document, Path(folder))
            (package,) = [path.parent for path in project.glob("*/_core")]
            found = [m for m in mutants(package) if (arguments.kind or "") in m.kind]
            chosen = sample(found, arguments.limit, arguments.seed)
            print(f"{document.name}: {len(found)} mutants", flush=True)
            print(score(project, chosen, arguments.log), flush=True)


def write_package(document: Path, folder: Path) -> Path:
    """Generate a package into a folder, and return the folder."""
    overlay = document.with_name(f"{document.stem}.overlay.yml")
    overlays = (overlay,) if overlay.exists() else ()
    return write_project(document, folder, Options(overlays=overlays))


if __name__ == "__main__":
    main()
