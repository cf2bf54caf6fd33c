"""Runs the program, and records its memory and its use of a file and a port."""

from __future__ import annotations

import ctypes
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .command import Ran
from .forks import start_fork

__all__ = ["Seen", "Watch", "run_watched", "watching"]

_IN_OPEN = 0x20
_NONBLOCK = 0o4000
# Limits of processor time, which other load does not change, and of wall-clock time.
_SECONDS = 10
_PATIENCE = 120
# Protects the machine. The limit that the tests assert is far below.
_ADDRESS_SPACE = 4 * 1024**3
_COMMAND = f"""
import resource
from generator.cli import main
from tests.fuzz.validation import validate_in_forks
validate_in_forks()
resource.setrlimit(resource.RLIMIT_AS, ({_ADDRESS_SPACE}, {_ADDRESS_SPACE}))
resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
main()
"""


@dataclass(frozen=True)
class Seen:
    """The result of a run, and its memory."""

    ran: Ran
    memory: int
    """Bytes: the sum of the peaks of the program and of every process it started."""


def run_watched(arguments: Sequence[str | Path], cwd: Path) -> Seen:
    """Run the program in a process of its own, with limits of time and memory."""
    with (
        open(cwd.parent / "out.txt", "w+b") as out,
        open(cwd.parent / "err.txt", "w+b") as err,
    ):
        process = start_fork(_COMMAND, arguments, cwd=cwd, out=out, err=err)
        peaks = _Peaks(process.pid)
        try:
            code = process.wait(_PATIENCE)
        finally:
            memory = peaks.stop()
        streams = []
        for stream in (out, err):
            stream.seek(0)
            streams.append(stream.read().decode(errors="backslashreplace"))
    return Seen(Ran(code, *streams), memory)


class _Peaks(threading.Thread):
    """Records the peak memory of a process and of its descendants while they run."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = pid
        self._peaks: dict[int, int] = {}
        self._done = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._done.wait(0.01):
            for pid in _family(self._root):
                self._peaks[pid] = max(self._peaks.get(pid, 0), _peak(pid))

    def stop(self) -> int:
        self._done.set()
        self.join()
        return sum(self._peaks.values())


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            children = Path(f"/proc/{each}/task/{each}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


class Watch:
    """Detects that a process opens a file, or connects to a port."""

    def __init__(self, path: Path, listening: socket.socket) -> None:
        self.port: int = listening.getsockname()[1]
        self._listening = listening
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._notices = self._libc.inotify_init1(_NONBLOCK)
        assert self._notices >= 0, os.strerror(ctypes.get_errno())
        added = self._libc.inotify_add_watch(self._notices, os.fsencode(path), _IN_OPEN)
        assert added >= 0, os.strerror(ctypes.get_errno())

    def opened(self) -> bool:
        """Return whether the file was opened since the previous call."""
        try:
            return bool(os.read(self._notices, 65_536))
        except BlockingIOError:
            return False

    def called(self) -> bool:
        """Return whether there was a connection to the port since the previous call."""
        try:
            connection, _ = self._listening.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True

    def close(self) -> None:
        os.close(self._notices)


@contextmanager
def watching(path: Path) -> Iterator[Watch]:
    """Watch a file, and a port on loopback on which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        watch = Watch(path, listening)
        try:
            yield watch
        finally:
            watch.close()
