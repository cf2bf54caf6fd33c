"""Runs the tests of mutants, each in a fork of a process that has imported them."""

from __future__ import annotations

import contextlib
import importlib.machinery
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

import pytest

from generator.contract.report import Report

from .places import Mutant

__all__ = ["Score", "score"]

MAX_SECONDS = 120.0


@dataclass
class Score:
    """How many mutants the tests of a package killed."""

    package: str
    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def share(self) -> float:
        """The share of the mutants that were killed."""
        return self.killed / self.total if self.total else 1.0

    def __str__(self) -> str:
        head = f"{self.package}: {self.killed} of {self.total}, {self.share:.1%}"
        kinds = Counter(mutant.kind for mutant in self.survivors)
        lines = [f"  survived: {mutant}" for mutant in self.survivors]
        counts = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        return "\n".join([head, *lines, *([f"  by kind: {counts}"] if counts else [])])


def score(project: Path, chosen: Iterable[Mutant], log: Path | None = None) -> Score:
    """Run the tests of a project for each mutant, in separate processes.

    Args:
        project: The folder of the project; nothing in it is changed.
        chosen: The mutants.
        log: File for the output of the tests; None for no log.

    Raises AssertionError if the tests fail for the unchanged package.
    """
    (package,) = [path.parent for path in project.glob("*/_core")]
    return _Runner(project, package.name, log).score(list(chosen))


class _Runner:
    """Runs the tests of a project in forks of a process that has imported them."""

    def __init__(self, project: Path, package: str, log: Path | None) -> None:
        self._project = project
        self._package = package
        self._log = log
        self._users = _users(project, package)
        self._collected: list[str] = []

    def score(self, chosen: Sequence[Mutant]) -> Score:
        result = Score(self._package)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            with os.fdopen(write, "w") as pipe:
                self._child(chosen, pipe)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            verdicts = pipe.read().split()
        os.waitpid(child, 0)
        assert verdicts[:1] == ["ready"], "the tests fail for the unchanged package"
        assert len(verdicts) == len(chosen) + 1, verdicts[-1:]
        for mutant, verdict in zip(chosen, verdicts[1:], strict=True):
            if verdict == "killed":
                result.killed += 1
            else:
                result.survivors.append(mutant)
        return result

    def _child(self, chosen: Sequence[Mutant], pipe: io.TextIOBase) -> None:
        sys.dont_write_bytecode = True
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        sys.path.insert(0, str(self._project))
        self._stop_at_once()
        # One run without changes, which also fills the caches of test data.
        if self._tests([]) != 0:
            return
        pipe.write("ready\n")
        pipe.flush()
        for mutant in chosen:
            pipe.write(f"{self._verdict(mutant)}\n")
            pipe.flush()

    def _verdict(self, mutant: Mutant) -> str:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _ReplacedModule(mutant).install(self._package)
                code = self._tests(self._selected(mutant))
            finally:
                os._exit(int(code))
        code = _exit_status(child, MAX_SECONDS)
        # 0: all passed; 5: no test was selected.
        return "survived" if code in (0, 5) else "killed"

    def _stop_at_once(self) -> None:
        """Let a check end with its first problem."""

        def add(
            report: Report,
            label: str,
            problems: Iterable[str],
            client: str = "",
            schema: str = "",
        ) -> None:
            for problem in problems:
                raise AssertionError(f"{report.title}: {label}: {problem} {client}")

        Report.add = add  # type: ignore[method-assign,assignment]

    def _selected(self, mutant: Mutant) -> list[str]:
        """The tests that concern a mutant: of those that exist, or all."""
        folder, name = mutant.path.parent.name, mutant.path.name
        whole = "tests/package_test.py"
        if folder == "resources" and mutant.operation:
            module = f"tests/test_{mutant.path.stem}.py::"
            suffix = f"[{mutant.operation}]"
            return [
                each
                for each in self._collected
                if each.startswith(module) and each.endswith(suffix)
            ]
        if folder == "resources":
            return self._modules([f"tests/test_{mutant.path.stem}.py"])
        if name in ("__init__.py", "_version.py", "webhooks.py"):
            return self._modules([whole])
        if folder == "models":
            users = sorted(self._users.get(mutant.path.stem, ()))
            return self._modules([*(f"tests/test_{each}.py" for each in users), whole])
        return []

    def _modules(self, names: list[str]) -> list[str]:
        """Those of the modules that have tests."""
        modules = {each.partition("::")[0] for each in self._collected}
        return [name for name in names if name in modules]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Record the tests of the package, as a plugin of pytest."""
        self._collected = self._collected or [each.nodeid for each in session.items]

    def _tests(self, targets: list[str]) -> int:
        self._forget()
        os.chdir(self._project)
        output = io.StringIO()
        options = ["-x", "-q", "-p", "no:cacheprovider", "--tb=short", "--assert=plain"]
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = pytest.main([*options, *targets], plugins=[self])
        if self._log is not None:
            with self._log.open("a") as log:
                log.write(output.getvalue()[-3000:] + "\n")
        return int(code)

    def _forget(self) -> None:
        """Forget the imported modules of the package and its tests."""
        for name in list(sys.modules):
            own = name == self._package or name.startswith(f"{self._package}.")
            is_test = re.fullmatch(r"conftest|test_\w+|package_test", name)
            if own or is_test:
                del sys.modules[name]


class _ReplacedModule:
    """Imports one module from a different text than that of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def install(self, package: str) -> None:
        loader = importlib.machinery.SourceFileLoader
        path, text = str(self._mutant.path), self._mutant.applied()
        plain = loader.get_data

        def get_data(self: importlib.machinery.SourceFileLoader, asked: str) -> bytes:
            return text.encode() if str(asked) == path else plain(self, asked)

        loader.get_data = get_data  # type: ignore[method-assign,assignment]


def _exit_status(child: int, max_seconds: float) -> int:
    """The exit status of a process, which is killed at the time limit."""
    descriptor = os.pidfd_open(child)
    try:
        if not select.select([descriptor], [], [], max_seconds)[0]:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _users(project: Path, package: str) -> dict[str, set[str]]:
    """The resources that use each module of models, directly or through other models."""
    models = project / package / "models"
    modules = {
        name: path.stem
        for path in models.glob("*.py")
        for found in re.findall(
            r"^(?:class (\w+)|(\w+)(?:: TypeAlias)? = )", path.read_text(), re.MULTILINE
        )
        for name in found
        if name
    }
    imports = {
        path.stem: set(
            re.findall(r"^\s*from \.(\w+) import", path.read_text(), re.MULTILINE)
        )
        for path in models.glob("*.py")
        if path.name != "__init__.py"
    }
    users: dict[str, set[str]] = {}
    for path in (project / package / "resources").glob("*.py"):
        names = set(re.findall(r"\bmodels\.(\w+)", path.read_text()))
        waiting = [modules[name] for name in names if name in modules]
        seen: set[str] = set()
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                users.setdefault(module, set()).add(path.stem)
                waiting += imports.get(module, ())
    return users
