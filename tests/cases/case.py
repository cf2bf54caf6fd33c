"""A case: its folder, and the package that is generated from its document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path

from generator.pipeline import Generated, Options, generate

__all__ = ["CASES", "Case"]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A folder with a document and the expected results."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.relative_to(_HERE).as_posix()

    @property
    def package(self) -> str:
        return f"api_{self.folder.name}"

    @cached_property
    def generated(self) -> Generated:
        options = Options(name=self.package)
        return generate(self.folder / "document.yaml", options)

    @property
    def problems(self) -> str:
        """Code and pointer of each place of each problem."""
        return "".join(
            f"{problem.code} {place.pointer}\n"
            for problem in self.generated.problems
            for place in problem.places
        )

    @property
    def expected_problems(self) -> str:
        path = self.folder / "problems.txt"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @property
    def golden(self) -> dict[Path, str]:
        """The generated text for each golden file, by the path of that file."""
        base = self.folder / "golden"
        return {
            path: self.generated.files.get(
                f"{self.package}/{path.relative_to(base).as_posix()}", ""
            )
            for path in sorted(base.rglob("*.py"))
        }

    def write(self, folder: Path) -> None:
        """Write the import package to a folder."""
        for name, text in self.generated.files.items():
            if name.startswith(f"{self.package}/"):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    @property
    def tests(self) -> dict[str, str]:
        """The package's own tests and the files that they read, by name."""
        files = self.generated.files.items()
        return {
            name.removeprefix("tests/"): text
            for name, text in files
            if name.startswith("tests/")
        }

    @property
    def behaviour(self) -> Path:
        return self.folder / "behaviour.py"

    def functions(self) -> Iterator[Callable[..., None]]:
        """The test functions of ``behaviour.py``; the package must be importable."""
        module = import_module(f"{__package__}.{self.name.replace('/', '.')}.behaviour")
        for name, function in getmembers(module, isfunction):
            if name.startswith("test_"):
                yield function


CASES = [Case(path.parent) for path in sorted(_HERE.glob("*/*/document.yaml"))]
