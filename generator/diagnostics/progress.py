"""Saying on a terminal what a run is at, once it takes longer than a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["progress", "silent"]

_PATIENCE = 1.0
_INTERVAL = 0.5
_CLEAR = "\r\x1b[K"


def silent(step: str) -> None:
    """Say nothing about a step."""


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """Give a function that takes the name of each step as it begins.

    On a terminal the step and the seconds so far stand in one line of `stream` from the
    first second on; the line is gone at the end. Elsewhere nothing is printed.
    """
    if not stream.isatty():
        yield silent
        return
    line = _Line(stream)
    try:
        yield line.begin
    finally:
        line.end()


class _Line:
    """The line, printed again from time to time by a thread of its own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._step = ""
        self._start = time.monotonic()
        self._done = threading.Event()
        self._shown = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def begin(self, step: str) -> None:
        self._step = step

    def end(self) -> None:
        self._done.set()
        self._thread.join()
        if self._shown:
            self._print("")

    def _run(self) -> None:
        wait = _PATIENCE
        while not self._done.wait(wait):
            seconds = int(time.monotonic() - self._start)
            self._shown = True
            self._print(f"{self._step} … {seconds} s")
            wait = _INTERVAL

    def _print(self, text: str) -> None:
        self._stream.write(_CLEAR + text)
        self._stream.flush()
