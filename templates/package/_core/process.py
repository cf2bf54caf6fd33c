"""What belongs to one process or event loop: connections, locks, clients."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar

T = TypeVar("T")
Scope: TypeAlias = tuple[int, object]
"""What a connection can be used in: a process and, with asyncio or trio, a run of it."""


class Unshared:
    """Base class of objects with connections, which cannot be pickled or copied."""

    def __reduce__(self) -> NoReturn:
        name = type(self).__name__
        message = f"{name} cannot be pickled or copied, because it uses connections and"
        message += " credentials; create a client in each process instead"
        raise TypeError(message)


class ProcessLock:
    """A reentrant lock, used as ``with lock():``.

    Each process has its own: in a forked one, a lock that another thread held is never
    released.
    """

    def __init__(self) -> None:
        self._locks: dict[int, threading.RLock] = {}

    def __call__(self) -> threading.RLock:
        return self._locks.setdefault(os.getpid(), threading.RLock())


class cached(Generic[T]):
    """A ``functools.cached_property`` without a lock.

    Before Python 3.12, that has a lock, which is held forever in a process that was
    forked while another thread computed the value.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function, self.__doc__ = function, function.__doc__

    def __get__(self, instance: Any, owner: object = None) -> T:
        value = self._function(instance)
        instance.__dict__[self._function.__name__] = value
        return value


def running_trio() -> Any:
    """Return the module ``trio`` in a task of trio, else None."""
    trio: Any = sys.modules.get("trio")
    return trio if trio is not None and trio.lowlevel.in_trio_task() else None


def connection_scope(is_sync: bool) -> Scope:
    """Return the process and, for an asynchronous client, the event loop that runs.

    Raises:
        RuntimeError: No event loop is running.
    """
    if is_sync:
        return os.getpid(), None
    if trio := running_trio():
        return os.getpid(), trio.lowlevel.current_trio_token()
    # An asynchronous caller has imported asyncio already; others save the import.
    from asyncio import get_running_loop

    return os.getpid(), get_running_loop()


def has_ended(scope: Scope) -> bool:
    """Return whether the event loop of a scope is closed."""
    is_closed: Any = getattr(scope[1], "is_closed", None)
    return is_closed is not None and is_closed()
