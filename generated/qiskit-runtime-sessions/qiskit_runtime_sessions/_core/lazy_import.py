"""Module attributes that are imported on first access (PEP 562)."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_exports(
    package: str, modules: Mapping[str, str], suffix: str = ""
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package.

    Args:
        package: The ``__name__`` of the package.
        modules: Exported name -> relative module that defines it (``".models"``).
            These modules are attributes too, as for type-checkers.
        suffix: What is added to the exported names; not each module has all of them.
    """

    def getter(name: str) -> object:
        module = modules.get(name.removesuffix(suffix))
        is_module = module in (None, f".{name}") and f".{name}" in modules.values()
        if is_module:
            module = f".{name}"
        try:
            found = None if module is None else import_module(module, package)
        except ModuleNotFoundError as error:
            if error.name != f"{package}{module}":
                raise
            found = None
        if is_module and found:
            return found
        if not hasattr(found, name):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(found, name)
        # Later accesses find the attribute without calling this function.
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        if suffix:
            own, found = sys.modules[package], [name + suffix for name in modules]
            return sorted(name for name in found if hasattr(own, name))
        return sorted({*modules, *(module[1:] for module in modules.values())})

    return getter, names
