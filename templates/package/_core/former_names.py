"""Names of earlier versions, which warn when they are used (PEP 562)."""

import sys
import warnings
from collections.abc import Callable, Mapping


def with_former_names(
    package: str,
    getter: Callable[[str], object],
    names: Mapping[str, str],
    suffix: str = "",
) -> Callable[[str], object]:
    """Return a ``__getattr__`` for a package that knows names of earlier versions too.

    Args:
        package: The ``__name__`` of the package.
        getter: The ``__getattr__`` for all other names.
        names: The names of earlier versions, with the present ones.
        suffix: What is added to all these names.
    """
    current = {old + suffix: new + suffix for old, new in names.items()}

    def getter_with_former_names(name: str) -> object:
        if name not in current:
            return getter(name)
        value = getattr(sys.modules[package], current[name])
        text = f"{package}.{name} is deprecated; use {current[name]} instead"
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return value

    return getter_with_former_names
