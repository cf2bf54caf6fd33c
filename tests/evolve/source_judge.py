"""Judges the source level of edits: mypy checks a program of the old package against the
new one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics.model import DocumentError, Problems
from generator.document.load import load_document
from generator.emit import render_project
from generator.evolve import Change, compare, next_package
from generator.ir import Api
from generator.lower import lower
from generator.release import build_surface
from generator.surface import AliasDeclaration, LiteralMembers, Package, identify

from .programs import user_program

__all__ = ["Judgement", "SourceJudge"]

_OPTIONS = ["--strict", "--config-file=", "--no-error-summary", "--no-color-output"]


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
    """The package of a document, and a folder for the packages of edited ones.

    Args:
        document: The old document.
        folder: An empty folder.
    """

    def __init__(self, document: dict[str, Any], folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self._written = 0
        api, bundle = self._read(document)
        self.old = build_surface(api, {}, "demo")
        self._replace(self._files(self.old, bundle))
        found = self._mypy(user_program(self.old))
        assert found == (), f"the program itself: {found[:3]}"

    def judge(self, document: dict[str, Any]) -> Judgement | None:
        """Judge an edited document; None if no package can be generated from it."""
        try:
            api, bundle = self._read(document)
        except DocumentError:
            return None
        new = next_package(self.old, api, {}, "demo")
        self._replace(self._files(new, bundle))
        errors = self._mypy(user_program(self.old, open_enums=_enums(new)))
        return Judgement(errors, compare(self.old, new))

    def _read(self, document: dict[str, Any]) -> tuple[Api, dict[str, Any]]:
        path, problems = self.folder / "openapi.json", Problems()
        path.write_text(json.dumps(document))
        found = load_document(path, problems)
        api = lower(found, problems)
        if problems.has_errors:
            raise DocumentError(*problems)
        return api, found.bundle()

    @staticmethod
    def _files(package: Package, bundle: dict[str, Any]) -> dict[str, str]:
        files = render_project(package, identify(package.api, "demo"), bundle)
        own = {path: text for path, text in files.items() if path.startswith("demo/")}
        return {path: text for path, text in own.items() if path.endswith(".py")}

    def _replace(self, files: Mapping[str, str]) -> None:
        """Write the files that differ, so that mypy reads no others again."""
        known = {str(p.relative_to(self.project)) for p in self.project.rglob("*.py")}
        for path in known - set(files):
            (self.project / path).unlink()
        for path, text in files.items():
            place = self.project / path
            if not place.exists() or place.read_text() != text:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text)
                # mypy takes a file for the same if its size and whole seconds are.
                self._written += 1
                os.utime(place, (self._written, self._written))
        (self.project / "demo" / "py.typed").touch()

    def _mypy(self, program: str) -> tuple[str, ...]:
        """The errors of mypy in a program; there must be none in the package."""
        path = self.project / "program.py"
        path.write_text(program)
        command = [sys.executable, "-m", "mypy", *_OPTIONS]
        command += [f"--cache-dir={self.folder / 'cache'}", path.name]
        env = {**os.environ, "PYTHONPATH": "", "MYPYPATH": str(self.project)}
        ran = subprocess.run(
            command, cwd=self.project, env=env, capture_output=True, text=True
        )
        assert ran.returncode in (0, 1) and not ran.stderr, ran.stdout + ran.stderr
        found = [each for each in ran.stdout.splitlines() if ": error: " in each]
        own = [each for each in found if not each.startswith(path.name)]
        assert not own, f"the package itself: {own[:3]}"
        lines = program.splitlines()
        return tuple(f"{each} in {lines[_line(each) - 1].strip()}" for each in found)


def _line(error: str) -> int:
    match = re.match(r"[^:]+:(\d+):", error)
    assert match is not None, error
    return int(match[1])


def _enums(package: Package) -> Iterator[str]:
    """The aliases that are enums: a program must expect further members of these."""
    for key in package.names.types:
        declared = package.declaration(key)
        if isinstance(declared, AliasDeclaration) and isinstance(
            declared.value, LiteralMembers
        ):
            yield declared.name
