"""Module attributes that are imported when they are first asked for (PEP 562)."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def lazy_exports(
    module: str, homes: Mapping[str, str], names: Iterable[str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a package, which lists the names.

    ``homes`` are exported names -> the relative modules, such as ``".models"``.
    """
    listing = sorted({*names, *homes})

    def getter(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value = getattr(import_module(home, module), name)
        # The next access finds it without this function.
        setattr(sys.modules[module], name, value)
        return value

    return getter, lambda: listing
