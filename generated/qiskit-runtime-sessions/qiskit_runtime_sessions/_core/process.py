"""What belongs to one process or event loop: connections, locks, clients."""

import os
import sys
from threading import RLock
from typing import Any, NoReturn, TypeAlias

Scope: TypeAlias = tuple[int, object]
"""What a connection can be used in: a process and, with asyncio or trio, a run of it."""


class Unshared:
    """Base class of objects with connections, which cannot be pickled or copied."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied, because it uses"
            " connections and credentials; create a client in each process instead"
        )

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def __repr__(self) -> str:
        name = f"{type(self).__name__} {getattr(self, '_base_url', '')}".rstrip()
        public = ", ".join(each for each in vars(type(self)) if each[0] != "_")
        return f"<{name}: {public[:300]}{'…' * (len(public) > 300)}>"


class ProcessLock:
    """A reentrant lock, used as ``with lock():``; a forked process has another one.

    Its copy of this one may be locked for ever, by a thread that only its parent has.
    """

    def __init__(self) -> None:
        self._locks: dict[int, RLock] = {}

    def __call__(self) -> RLock:
        return self._locks.setdefault(os.getpid(), RLock())


def running_trio() -> Any:
    """Return the module ``trio`` in a task of trio, else None."""
    trio: Any = sys.modules.get("trio")
    return trio if trio is not None and trio.lowlevel.in_trio_task() else None


def current_scope(is_sync: bool) -> Scope:
    """Return the process and, for an asynchronous client, the event loop that runs."""
    if is_sync:
        return os.getpid(), None
    if trio := running_trio():
        return os.getpid(), trio.lowlevel.current_trio_token()
    asyncio: Any = sys.modules["asyncio"]  # imported by who runs an event loop
    return os.getpid(), asyncio.get_running_loop()
