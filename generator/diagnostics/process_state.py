"""The state of the process while a command runs."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["process_state"]


@contextmanager
def process_state() -> Iterator[None]:
    """Turn SIGTERM into KeyboardInterrupt and disable the garbage collector."""
    is_main = threading.current_thread() is threading.main_thread()
    # A signal that the parent process ignores stays ignored.
    catch = is_main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if catch:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    collects = gc.isenabled()
    # The run allocates no reference cycles, so skip the garbage collector.
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
        if catch:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
