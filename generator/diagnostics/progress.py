"""Show the current step of a long run on a terminal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

__all__ = ["progress", "silent"]

_DELAY_SECONDS = 1.0
_INTERVAL_SECONDS = 0.5
_CLEAR_LINE = "\r\x1b[K"


def silent(step: str) -> None:
    """Ignore a step: the function for runs without progress."""


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """Yield a function to call with the name of each step as it begins.

    If `stream` is a terminal, one line of it shows the step and the elapsed seconds
    after the first second, and is cleared at the end. Otherwise nothing is printed.
    """
    if not stream.isatty():
        yield silent
        return
    line = _ProgressLine(stream)
    try:
        yield line.begin
    finally:
        line.end()


class _ProgressLine:
    """The line, printed again every half second by a thread."""

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
        wait = _DELAY_SECONDS
        while not self._done.wait(wait):
            seconds = int(time.monotonic() - self._start)
            self._shown = True
            self._print(f"{self._step} … {seconds} s")
            wait = _INTERVAL_SECONDS

    def _print(self, text: str) -> None:
        self._stream.write(_CLEAR_LINE + text)
        self._stream.flush()
