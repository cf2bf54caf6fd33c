"""Judges the source level of edits: mypy checks a program of the old package against the
new one.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mypy import api

from generator.diagnostics.model import DocumentError
from generator.diff import diff_versions, find_version
from generator.evolve import Change
from generator.pipeline import Generated, Options, generate
from generator.release import build_surface
from generator.surface import AliasDeclaration, LiteralMembers, Package
from generator.workspace.writer import write_project

from .programs import user_program

__all__ = ["Judgement", "SourceJudge"]


@dataclass(frozen=True)
class Judgement:
    """What mypy says of the old program, and what the comparison says."""

    errors: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def breaks(self) -> list[str]:
        """The changes whose source level is a break."""
        return [f"{c.rule.id} {c.symbol}" for c in self.changes if c.source == "break"]

    @property
    def agrees(self) -> bool:
        """Whether mypy errs exactly where there is a break."""
        return bool(self.errors) == bool(self.breaks)


class SourceJudge:
    """The package of a document, its user's program, and a folder for edited packages.

    Args:
        document: The old document.
        folder: An empty folder.
    """

    def __init__(self, document: dict[str, Any], folder: Path) -> None:
        self.folder = folder
        self.name = "user_of_demo"
        self.old = folder / "old"
        self.work = folder / "work"
        self.document = folder / "openapi.json"
        self.document.write_text(json.dumps(document))
        generated = self.generated()
        self.package = "demo"
        write_project(self.old / "demo", generated.files, force=True)
        shutil.copytree(self.old, self.work)
        self.surface = self.surface_of(generated)
        self.check(user_program(self.surface), "the program itself")

    def generated(self) -> Generated:
        return generate(self.document, Options(name="demo"), self.old)

    def surface_of(self, generated: Generated) -> Package:
        from generator.diagnostics.model import Problems
        from generator.document.load import load_document
        from generator.lower import lower
        from generator.workspace.lock import parse_lock

        problems = Problems()
        api_ = lower(load_document(self.document, problems), problems)
        lock = parse_lock(generated.files["gen-client.lock"])
        assert lock is not None
        return build_surface(api_, lock.pins, "demo")

    def check(self, program: str, what: str = "") -> tuple[str, ...]:
        """The errors of mypy in a program; with `what`, there must be none."""
        path = self.work / "demo" / "program.py"
        path.write_text(program)
        options = ["--strict", "--config-file=", f"--cache-dir={self.folder / 'cache'}"]
        options += ["--no-error-summary", "--hide-error-context", "--no-color-output"]
        options += ["--python-version=3.11", str(path)]
        import os

        os.environ["MYPYPATH"] = str(self.work / "demo")
        out, err, code = api.run(options)
        assert code in (0, 1) and not err, out + err
        lines = [line for line in out.splitlines() if ": error: " in line]
        own = [line for line in lines if "program.py" not in line]
        assert not own, own[:3]
        if what:
            assert not lines, (what, lines[:5])
        return tuple(re.sub(r"^.*?program\.py", "program.py", line) for line in lines)

    def judge(self, document: dict[str, Any]) -> Judgement | None:
        """Judge an edited document; None if no package can be generated from it."""
        before = self.document.read_text()
        self.document.write_text(json.dumps(document))
        try:
            generated = self.generated()
            if generated.problems.has_errors:
                return None
            new = self.surface_of(generated)
            _replace(self.work / "demo", generated.files)
            errors = self.check(user_program(self.surface, open_enums=_enums(new)))
            report = diff_versions(
                find_version(self.old / "demo"), find_version(self.document)
            )
        except DocumentError:
            return None
        finally:
            self.document.write_text(before)
        return Judgement(errors, tuple(each.change for each in report.changes))


def _enums(package: Package) -> Iterator[str]:
    """The aliases that are enums: a program must expect further members of these."""
    for key in package.names.types:
        declared = package.declaration(key)
        if isinstance(declared, AliasDeclaration) and isinstance(
            declared.value, LiteralMembers
        ):
            yield declared.name


def _replace(folder: Path, files: Any) -> None:
    """Write the files that differ, so that mypy reads no others again."""
    known = {str(p.relative_to(folder)) for p in folder.rglob("*.py")}
    for path in known - set(files) - {"program.py"}:
        (folder / path).unlink()
    for path, text in files.items():
        place = folder / path
        if place.suffix == ".py" and not (place.exists() and place.read_text() == text):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
