"""Validates documents in forks of the process that generates.

The real process imports openapi-spec-validator, which takes longer than the rest of a run
on a small document. A fork of a process that has imported it runs the same code.
"""

from __future__ import annotations

import os
import sys
from typing import IO

from generator.document.node import Document
from generator.document.validation import process, worker
from tests.validation_server import Fork

__all__ = ["skip_validation", "validate_in_forks"]


def validate_in_forks() -> None:
    """Let the validation of this process and its forks be started by `_launch`."""
    process._launch = _launch  # type: ignore[assignment]


def skip_validation() -> None:
    """Let this process and its forks validate nothing."""
    process._launch = lambda document, output, seconds: None


def _launch(document: Document, output: IO[bytes], seconds: float) -> Fork:
    ended, open_in_fork = os.pipe()
    source = os.memfd_create("document")
    with open(source, "wb", closefd=False) as file:
        file.write(document.validator_input)
    os.lseek(source, 0, os.SEEK_SET)
    pid = os.fork()
    if not pid:
        os.close(ended)
        os.dup2(source, 0)
        os.dup2(output.fileno(), 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        # A test has others, which are not the files 0 and 1.
        sys.stdin, sys.stdout = open(0), open(1, "w")  # noqa: SIM115
        sys.argv[1:] = [document.source_version[:3], str(int(seconds) + 1)]
        worker.main()
    os.close(source)
    os.close(open_in_fork)
    return Fork(pid, ended)
