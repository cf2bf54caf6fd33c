"""Runs a function in a fork of this process, with limits of CPU time and memory.

A fork has all modules of this process loaded, so it takes a few milliseconds to start.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import resource
import selectors
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NoReturn

__all__ = ["LIMITS", "Failure", "Limits", "Outcome", "run_all"]

_MAX_TEXT = 2_000
_MAX_FRAMES = 3
_STOP = "tests/fuzz/isolation.py:_stop"


@dataclass(frozen=True)
class Limits:
    """What a fork may use, and each process that it starts."""

    cpu_seconds: int
    memory: int
    """The address space, in bytes, with what a fork inherits from this process."""


LIMITS = Limits(10, 1024**3)


class Failure(Exception):
    """Something that was checked is wrong; `kind` is the class of the failure."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(kind, message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True)
class Outcome:
    """What happened in a fork; `failures` maps the class of a failure to its text."""

    failures: dict[str, str]
    cpu_seconds: float
    memory: int
    """The peak of the resident memory, in bytes, with what the fork inherited."""
    counts: dict[str, int] = field(default_factory=dict)


class _OutOfTime(Exception):
    """The limit of CPU time was reached."""


def run_all(
    tasks: Iterable[tuple[Any, Callable[[], dict[str, int]]]],
    jobs: int,
    limits: Limits | None,
) -> Iterator[tuple[Any, Outcome]]:
    """Call each function in a fork, `jobs` at a time; yield its key and its outcome.

    A function raises for a failure, or returns counts. It may raise an ExceptionGroup.
    With limits, call this in a small process: after thousands of tests, what a fork
    inherits from the process that ran them is more than the limit of memory.
    """
    gc.collect()
    gc.freeze()
    waiting = iter(tasks)
    running = selectors.DefaultSelector()
    try:
        while True:
            while len(running.get_map()) < jobs:
                task = next(waiting, None)
                if task is None:
                    break
                fork = _Fork(task[0], task[1], limits)
                running.register(fork.pipe, selectors.EVENT_READ, fork)
            if not running.get_map():
                return
            for key, _ in running.select():
                fork = key.data
                if fork.has_ended():
                    running.unregister(fork.pipe)
                    yield fork.key, fork.outcome()
    finally:
        for key in list(running.get_map().values()):
            os.kill(key.data.pid, signal.SIGKILL)


class _Fork:
    """A process that calls a function and writes the result to a pipe."""

    def __init__(
        self,
        key: Any,
        function: Callable[[], dict[str, int]],
        limits: Limits | None,
    ) -> None:
        self.key = key
        self._read = bytearray()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the fork
        self.pipe, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self.pipe)
            _work(function, writing, self._log, limits)
        os.close(writing)

    def has_ended(self) -> bool:
        data = os.read(self.pipe, 65_536)
        self._read += data
        return not data

    def outcome(self) -> Outcome:
        os.close(self.pipe)
        _, status, usage = os.wait4(self.pid, 0)
        cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        self._log.seek(0)
        log = self._log.read().decode(errors="backslashreplace")
        self._log.close()
        code = os.waitstatus_to_exitcode(status)
        if code or not self._read:
            name = signal.Signals(-code).name if code < 0 else f"exit {code}"
            return Outcome({f"killed: {name} {_fatal_frames(log)}": log}, cpu, memory)
        failures, counts = pickle.loads(self._read)
        return Outcome(failures, cpu, memory, counts)


def _work(
    function: Callable[[], dict[str, int]],
    pipe: int,
    log: IO[bytes],
    limits: Limits | None,
) -> NoReturn:
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    faulthandler.enable(log)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits:
        signal.signal(signal.SIGXCPU, _stop)
        seconds = limits.cpu_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    failures: dict[str, str] = {}
    counts: dict[str, int] = {}
    try:
        counts = function()
    except BaseException as error:  # noqa: BLE001  # all of them are failures
        for each in _leaves(error):
            failures.setdefault(_signature(each), _text(each))
    with open(pipe, "wb") as file:
        file.write(pickle.dumps((failures, counts)))
    os._exit(0)


def _stop(*_: object) -> NoReturn:
    raise _OutOfTime


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error


def _text(error: BaseException) -> str:
    if isinstance(error, Failure):
        return error.message
    text = "".join(traceback.format_exception(error))
    return text if len(text) < _MAX_TEXT else f"{text[:500]}\n...\n{text[-1500:]}"


def _signature(error: BaseException) -> str:
    """The type of an exception, and the innermost functions that it left."""
    if isinstance(error, Failure):
        return error.kind
    frames = traceback.extract_tb(error.__traceback__)
    own = [name for name in map(_frame_name, frames) if name and name != _STOP]
    if isinstance(error, RecursionError | _OutOfTime):
        # The innermost functions differ from run to run, those of the cycle do not.
        often = [name for name, _ in Counter(own).most_common(_MAX_FRAMES)]
        return f"{type(error).__name__} in {', '.join(sorted(often))}"
    return f"{type(error).__name__} in {' < '.join(own[: -_MAX_FRAMES - 1 : -1])}"


def _frame_name(frame: traceback.FrameSummary) -> str:
    """The file and the function of a frame in this repository, else ""."""
    for root in ("/generator/", "/_core/", "/models/", "/resources/", "/tests/"):
        before, found, rest = frame.filename.rpartition(root)
        if found and "site-packages" not in before:
            file = rest if root == "/generator/" else f"{root[1:]}{rest}"
            generated = root in ("/models/", "/resources/")
            return root[1:-1] if generated else f"{file}:{frame.name}"
    return ""


def _fatal_frames(log: str) -> str:
    """The innermost functions that faulthandler printed."""
    lines = [line.strip() for line in log.splitlines() if line.startswith("  File ")]
    return " < ".join(line.rpartition(" in ")[2] for line in lines[:_MAX_FRAMES])
