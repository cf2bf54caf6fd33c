"""Progress is shown on a terminal only."""

from __future__ import annotations

import io
import threading

import pytest

from generator.diagnostics import progress as module
from generator.diagnostics.progress import progress


class Terminal(io.StringIO):
    """A terminal, with an event that is set when something is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.printed = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        done = super().write(text)
        self.printed.set()
        return done


def test_a_long_step_is_shown_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DELAY_SECONDS", 0.01)
    terminal = Terminal()
    with progress(terminal) as step:
        step("Reading")
        assert terminal.printed.wait(30)
    assert "Reading … 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_short_run_prints_nothing() -> None:
    terminal = Terminal()
    with progress(terminal) as step:
        step("Reading")
    assert terminal.getvalue() == ""


def test_nothing_is_printed_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DELAY_SECONDS", 0.0)
    stream = io.StringIO()
    threads = threading.active_count()
    with progress(stream) as step:
        step("Reading")
        assert threading.active_count() == threads
    assert stream.getvalue() == ""
