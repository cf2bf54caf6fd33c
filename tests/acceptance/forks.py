"""Runs programs as forks of one process that has imported the generator.

To start Python and import the generator takes several times as long as a run on a small
document. A fork is a process like one that was started: it has memory, limits, signals
and a current folder of its own, and ends as its program does.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO

from generator.pipeline import Options, generate
from tests.validation_server import load_schemas

from .command import ROOT, Ran, environment, small_document

__all__ = ["Fork", "run_fork", "serve", "start_fork"]

_START = "from tests.acceptance.forks import serve; serve()"


class Fork:
    """A program that runs; only one runs at a time."""

    def __init__(self, server: socket.socket, pid: int) -> None:
        self._server = server
        self.pid = pid

    def wait(self, seconds: float) -> int:
        """Return the exit code, which is negative for a signal, as that of Popen.

        Raises:
            subprocess.TimeoutExpired: It still ran, and was killed.
        """
        timed_out = not select.select([self._server], [], [], seconds)[0]
        if timed_out:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        code = int(self._server.recv(64))
        if timed_out:
            raise subprocess.TimeoutExpired("fork", seconds)
        return code


def start_fork(
    code: str,
    arguments: Sequence[str | Path],
    *,
    cwd: Path,
    out: IO[bytes],
    err: IO[bytes],
) -> Fork:
    """Start to run the text of a program, which writes to the given files."""
    server = _server()
    message = json.dumps([code, str(cwd), *map(str, arguments)]).encode()
    socket.send_fds(server, [message], [out.fileno(), err.fileno()])
    return Fork(server, int(server.recv(64)))


def run_fork(code: str, *arguments: str | Path, cwd: Path = ROOT) -> Ran:
    """Run the text of a program; one that hangs fails the test."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        ended = start_fork(code, arguments, cwd=cwd, out=out, err=err).wait(300)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="backslashreplace"))
    return Ran(ended, *texts)


@cache
def _server() -> socket.socket:
    """Start the process that forks, which ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-c", _START],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
    )
    theirs.close()
    atexit.register(server.wait)
    atexit.register(ours.close)
    return ours


def _compile_templates() -> None:
    """Do what is done in the first run of a process, for its forks."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder, "api.yml")
        document.write_text(small_document("Things"))
        generate(document, Options())


def serve() -> None:
    """Fork for each message on standard input, until it is closed."""
    # Slow to import, so the process that runs tests does not.
    import generator.cli  # noqa: F401
    import tests.fuzz.validation  # noqa: F401

    load_schemas()
    _compile_templates()
    requests = socket.socket(fileno=os.dup(0))
    while True:
        message, descriptors, *_ = socket.recv_fds(requests, 1 << 16, 2)
        if not message:
            return
        pid = os.fork()
        if not pid:
            requests.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(descriptors[0], 1)
            os.dup2(descriptors[1], 2)
            code, folder, *sys.argv[1:] = json.loads(message)
            os.chdir(folder)
            exec(code, {"__name__": "__main__"})
            return
        for descriptor in descriptors:
            os.close(descriptor)
        requests.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        requests.send(str(os.waitstatus_to_exitcode(status)).encode())
