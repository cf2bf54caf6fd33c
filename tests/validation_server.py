"""Starts the validation processes of the tests as forks of one process.

Each run of the generator starts a process that imports openapi-spec-validator, which
takes ten times as long as the rest of the run on a small document. Here, one process
has imported it, and forks for each document; the fork runs the same code as the process
that it replaces. Some tests of `tests/document/validation` start the real process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from functools import cache
from typing import IO

from generator.document.node import Document
from generator.document.validation import process

__all__ = ["load_schemas", "stop_server", "use_real_processes", "use_server"]

_START = "from tests.validation_server import serve; serve()"
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_REAL_LAUNCH = process._launch


def use_server() -> None:
    """Let validations be started by `launch`."""
    process._launch = launch  # type: ignore[assignment]


def use_real_processes() -> None:
    """Undo `use_server`."""
    process._launch = _REAL_LAUNCH


def stop_server() -> None:
    """End the server, if it was started."""
    if _server.cache_info().currsize:
        requests, server = _server(os.getpid())
        requests.close()
        server.wait()
        _server.cache_clear()


class Fork:
    """A fork of the server, with the methods of Popen that the generator uses."""

    def __init__(self, pid: int, ended: int) -> None:
        self._pid = pid
        self._ended = ended
        """A pipe that the fork has open, so it is readable when the fork has ended."""

    def __del__(self) -> None:
        os.close(self._ended)

    def _has_ended(self, timeout: float | None) -> bool:
        return bool(select.select([self._ended], [], [], timeout)[0])

    def poll(self) -> int | None:
        return 0 if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("validation", timeout or 0)
        return 0

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


def launch(document: Document, output: IO[bytes], seconds: float) -> Fork:
    """Start to validate a document; the findings are written to `output`."""
    arguments = [document.source_version[:3], str(int(seconds) + 1)]
    source = os.memfd_create("document")
    ended, open_in_fork = os.pipe()
    try:
        with open(source, "wb", closefd=False) as file:
            file.write(document.validator_input)
        os.lseek(source, 0, os.SEEK_SET)
        descriptors = [source, output.fileno(), open_in_fork]
        server, _ = _server(os.getpid())
        socket.send_fds(server, [json.dumps(arguments).encode()], descriptors)
        pid = int(server.recv(64))
    finally:
        os.close(source)
        os.close(open_in_fork)
    return Fork(pid, ended)


@cache
def _server(client: int) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the server of a process that runs tests; it ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-c", _START],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    theirs.close()
    return ours, server


def load_schemas() -> None:
    """Load what each validation loads, for the forks of this process."""
    from generator.document.validation import worker

    for validator in worker._SCHEMAS.values():
        getattr(validator, "schema", None)


def serve() -> None:
    """Fork for each message on standard input, until it is closed."""
    # Slow to import, so the process that runs tests does not.
    from generator.document.validation import worker

    load_schemas()
    requests = socket.socket(fileno=os.dup(0))
    running: set[int] = set()
    while True:
        message, descriptors, *_ = socket.recv_fds(requests, 4096, 3)
        if not message:
            break
        pid = os.fork()
        if not pid:
            requests.close()
            os.dup2(descriptors[0], 0)
            os.dup2(descriptors[1], 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            sys.argv[1:] = json.loads(message)
            worker.main()
        for descriptor in descriptors:
            os.close(descriptor)
        requests.send(str(pid).encode())
        running.add(pid)
        running -= {each for each in running if os.waitpid(each, os.WNOHANG)[0]}
    for each in running:
        os.waitpid(each, 0)
