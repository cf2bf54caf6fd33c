"""Runs the tests of changed packages: each in a fork of one warm process."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import select
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .places import Mutant

__all__ = ["Score", "score"]

_LONGEST = 120.0


@dataclass
class Score:
    """What the tests of a package found out."""

    package: str
    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def share(self) -> float:
        """How many of the mutants were found out."""
        return self.killed / self.total if self.total else 1.0

    def __str__(self) -> str:
        head = f"{self.package}: {self.killed} of {self.total}, {self.share:.1%}"
        kinds = Counter(mutant.kind for mutant in self.survivors)
        lines = [
            f"  survived: {mutant} ({_reason(mutant)})" for mutant in self.survivors
        ]
        counts = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        return "\n".join([head, *lines, *([f"  by kind: {counts}"] if counts else [])])


_REASONS = {
    "bound": "it is deeper than is looked, or another variant of a union takes it",
    "required": "another variant of a union takes what this one refuses",
    "nullability": "it is deeper than is looked, or another variant takes it",
    "tag": "the variant is found by its shape as well",
    "type": "another variant of a union takes it",
    "items": "both are written alike",
}


def _reason(mutant: Mutant) -> str:
    """What lets mutants of a kind pass, as far as those that did have been looked at."""
    return _REASONS.get(mutant.kind, "not known")


def score(project: Path, chosen: Iterable[Mutant], log: Path | None = None) -> Score:
    """Run the tests of a project for each mutant, in a process of their own.

    Args:
        project: The folder of the project; nothing in it is changed.
        chosen: The mutants.
        log: Takes what the tests say of each.

    Raises AssertionError where its tests fail without any change.
    """
    (package,) = [path.parent for path in project.glob("*/_core")]
    warm = _Warm(project, package.name, log)
    return warm.score(list(chosen))


class _Warm:
    """A process that has imported what no mutant changes."""

    def __init__(self, project: Path, package: str, log: Path | None) -> None:
        self._project = project
        self._package = package
        self._log = log
        self._users = _users(project, package)

    def score(self, chosen: Sequence[Mutant]) -> Score:
        result = Score(self._package)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            with os.fdopen(write, "w") as told:
                self._child(chosen, told)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as told:
            verdicts = told.read().split()
        os.waitpid(child, 0)
        assert verdicts[:1] == ["ready"], "the tests of the package fail as it is"
        assert len(verdicts) == len(chosen) + 1, verdicts[-1:]
        for mutant, verdict in zip(chosen, verdicts[1:], strict=True):
            if verdict == "killed":
                result.killed += 1
            else:
                result.survivors.append(mutant)
        return result

    def _child(self, chosen: Sequence[Mutant], told: io.TextIOBase) -> None:
        sys.dont_write_bytecode = True
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        sys.path.insert(0, str(self._project))
        # All of it once, which also remembers what is drawn from the document.
        if self._tests([], []) != 0:
            return
        told.write("ready\n")
        told.flush()
        for mutant in chosen:
            told.write(f"{self._verdict(mutant)}\n")
            told.flush()

    def _verdict(self, mutant: Mutant) -> str:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _Replacing(mutant).install(self._package)
                self._stop_at_once()
                code = self._tests(*self._selected(mutant))
            finally:
                os._exit(int(code))
        code = _waited(child, _LONGEST)
        # 0: all passed; 5: no test was selected.
        return "survived" if code in (0, 5) else "killed"

    def _stop_at_once(self) -> None:
        """Let a check end with the first thing it finds: one is enough."""
        module = importlib.import_module(f"{self._package}.testing.contract.case")

        def add(report: Any, label: str, problems: Any, client: str = "") -> None:
            for problem in problems:
                raise AssertionError(f"{report.title}: {label}: {problem} {client}")

        module.Report.add = add

    def _selected(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """The test modules and the options for a mutant."""
        folder = mutant.path.parent.name
        if folder == "resources":
            module = f"tests/test_{mutant.path.stem}.py"
            if mutant.operation:
                tests = ("requests", "responses", "errors")
                ids = [f"{module}::test_{t}[{mutant.operation}]" for t in tests]
                return ids, []
            return [module], []
        if folder == "models":
            users = sorted(self._users.get(mutant.path.stem, ()))
            modules = [f"tests/test_{user}.py" for user in users]
            return [*modules, "tests/package_test.py"], []
        return [], []

    def _tests(self, targets: list[str], options: list[str]) -> int:
        self._forget()
        os.chdir(self._project)
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = pytest.main(
                [
                    "-x",
                    "-q",
                    "-p",
                    "no:cacheprovider",
                    "--tb=short",
                    "--assert=plain",
                    *options,
                    *targets,
                ]
            )
        if self._log is not None:
            with self._log.open("a") as log:
                log.write(output.getvalue()[-3000:] + "\n")
        return int(code)

    def _forget(self) -> None:
        """Let everything be imported again but what judges it."""
        kept = f"{self._package}.testing"
        for name in list(sys.modules):
            own = name == self._package or name.startswith(f"{self._package}.")
            judges = name == kept or name.startswith(f"{kept}.")
            tests = re.fullmatch(r"conftest|test_\w+|package_test", name)
            if (own and not judges) or tests:
                del sys.modules[name]


class _Replacing:
    """Imports one module from another text than that of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def install(self, package: str) -> None:
        loader = importlib.machinery.SourceFileLoader
        path, text = str(self._mutant.path), self._mutant.applied()
        plain = loader.get_data

        def get_data(self: importlib.machinery.SourceFileLoader, asked: str) -> bytes:
            return text.encode() if str(asked) == path else plain(self, asked)

        loader.get_data = get_data  # type: ignore[method-assign,assignment]


def _waited(child: int, longest: float) -> int:
    """The exit status of a process; it is ended where it takes too long."""
    descriptor = os.pidfd_open(child)
    try:
        if not select.select([descriptor], [], [], longest)[0]:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _users(project: Path, package: str) -> dict[str, set[str]]:
    """The resources that use a module of models, directly or by other models."""
    models = project / package / "models"
    exported = (models / "__init__.py").read_text()
    homes = dict(re.findall(r'"(\w+)": "\.(\w+)"', exported))
    needs = {
        path.stem: set(
            re.findall(r"^\s*from \.(\w+) import", path.read_text(), re.MULTILINE)
        )
        for path in models.glob("*.py")
        if path.name != "__init__.py"
    }
    users: dict[str, set[str]] = {}
    for path in (project / package / "resources").glob("*.py"):
        names = set(re.findall(r"\bmodels\.(\w+)", path.read_text()))
        waiting = [homes[name] for name in names if name in homes]
        seen: set[str] = set()
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                users.setdefault(module, set()).add(path.stem)
                waiting += needs.get(module, ())
    return users
