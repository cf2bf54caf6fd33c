"""Measures time and memory of generation runs and of importing the packages.

    python -m tests.acceptance.generation_benchmark [DOCUMENT...]

Each document (by default, those of `DOCUMENTS`) is generated twice: into an empty
folder, and again without a change. Prints wall-clock time, processor time, and the
ratio to the time that parsing the same file takes, which depends least on the machine.
There are no limits.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import CORPUS

__all__ = ["Cost", "Result", "measure", "run"]

DOCUMENTS = ("petstore3.json", "box.json", "stripe.yaml", "github.json")
_MAIN = "from generator.cli import main; main()"
_JSON = "import json, sys; json.load(open(sys.argv[1]))"
_YAML = "import sys, yaml; yaml.load(open(sys.argv[1]), yaml.CSafeLoader)"
_PAGE = os.sysconf("SC_PAGE_SIZE") / 1e6
_TIMES = 5


@dataclass(frozen=True)
class Cost:
    """Time and memory of a command and of the processes that it started."""

    seconds: float
    processor: float
    megabytes: float
    """Maximum resident memory; shared pages count once per process."""
    output: str


@dataclass(frozen=True)
class Result:
    """The figures of one document."""

    name: str
    megabytes: float
    plain: float
    """Processor seconds of parsing the file."""
    cold: Cost
    unchanged: Cost
    imported: float
    """Seconds of importing the package beyond those of what it depends on."""

    def __str__(self) -> str:
        cold, again = self.cold, self.unchanged
        return (
            f"{self.name:16} {self.megabytes:6.2f} MB  cold {cold.seconds:6.2f} s, "
            f"processor {cold.processor:6.2f} s = {cold.processor / self.megabytes:.2f}"
            f" s/MB = {cold.processor / self.plain:5.1f} x reading, {cold.megabytes:.0f}"
            f" MB; unchanged {again.seconds:.2f} s, processor {again.processor:.2f} s; "
            f"import +{1000 * self.imported:.0f} ms"
        )


def run(*command: str, folder: Path | None = None) -> Cost:
    """Run a Python command and return what it cost."""
    path = os.pathsep.join([str(folder or ""), str(Path(__file__).parents[2])])
    # Let the first run write bytecode, as an installation has it.
    others = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdout=output,
            stderr=output,
            env={**others, "PYTHONPATH": path},
        )
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {text}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak[0], text)


def _watch(pid: int, peak: list[float]) -> None:
    """Keep the most memory of a process and its children; Linux only."""
    while (now := _resident(pid)) is not None:
        peak[0] = max(peak[0], now)
        time.sleep(0.01)


def _resident(pid: int) -> float | None:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return None
    return pages * _PAGE + sum(_resident(int(child)) or 0.0 for child in children)


def measure(document: Path) -> Result:
    """Generate a package, twice, and import it."""
    reading = _JSON if document.suffix == ".json" else _YAML
    with tempfile.TemporaryDirectory() as folder:
        command = ("-c", _MAIN, str(document), "-o", folder)
        cold, unchanged = run(*command), run(*command)
        (project,) = Path(folder).iterdir()
        package = next(project.glob("*/client.py")).parent.name
        return Result(
            document.name,
            document.stat().st_size / 1e6,
            _least("-c", reading, str(document)),
            cold,
            unchanged,
            _least("-c", f"import {package}", folder=project)
            - _least("-c", "import pydantic, httpx2; pydantic.BaseModel"),
        )


def _least(*command: str, folder: Path | None = None) -> float:
    """Return the least processor time of several runs; the first may compile."""
    return min(run(*command, folder=folder).processor for _ in range(_TIMES))


def main() -> None:
    """Print the figures of each document."""
    given = [Path(argument) for argument in sys.argv[1:]]
    for document in given or [CORPUS / name for name in DOCUMENTS]:
        print(measure(document), flush=True)


if __name__ == "__main__":
    main()
