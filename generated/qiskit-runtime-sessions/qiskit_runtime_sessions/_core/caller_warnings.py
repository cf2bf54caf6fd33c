"""Warnings at the line of the user that led to them."""

import sys
import warnings

_PACKAGE = __name__.rpartition(".")[0].removesuffix("._core")


def warn_caller(message: str, category: type[Warning]) -> None:
    """Show a warning at the line outside of this package that is being executed."""
    level, frame = 1, sys._getframe()  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _PACKAGE and not name.startswith((_PACKAGE + ".", "_core.")):
            break
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
