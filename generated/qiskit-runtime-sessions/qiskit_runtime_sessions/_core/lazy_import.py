"""Module attributes that are imported on first access (PEP 562)."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_exports(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package.

    Args:
        package: The ``__name__`` of the package.
        modules: Exported name -> relative module that defines it (``".models"``).
            These modules are attributes too, as for type-checkers.
    """

    def getter(name: str) -> object:
        module = modules.get(name)
        if module is None:
            if f".{name}" in modules.values():
                return import_module(f".{name}", package)
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(module, package), name)
        # Later accesses find the attribute without calling this function.
        setattr(sys.modules[package], name, value)
        return value

    return getter, lambda: sorted({*modules, *(m[1:] for m in modules.values())})
