"""Generates packages and prints how many of their mutants their tests find out."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from generator.pipeline import Options, generate

from .places import mutants, sample
from .run import score


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.contract.mutation")
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=200, help="mutants per document")
    parser.add_argument("--seed", type=int, default=0, help="which of them")
    parser.add_argument("--kind", help="only mutants of kinds that contain this")
    parser.add_argument("--log", type=Path, help="takes what the tests say")
    arguments = parser.parse_args()
    for document in arguments.documents:
        with tempfile.TemporaryDirectory() as folder:
            project = written(document, Path(folder))
            (package,) = [path.parent for path in project.glob("*/_core")]
            found = [m for m in mutants(package) if (arguments.kind or "") in m.kind]
            chosen = sample(found, arguments.most, arguments.seed)
            print(f"{document.name}: {len(found)} places", flush=True)
            print(score(project, chosen, arguments.log), flush=True)


def written(document: Path, folder: Path) -> Path:
    """Generate a package into a folder."""
    overlay = document.with_name(f"{document.stem}.overlay.yml")
    overlays = (overlay,) if overlay.exists() else ()
    generated = generate(document, Options(overlays=overlays))
    for name, text in generated.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
