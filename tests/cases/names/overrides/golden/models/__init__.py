"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .import_os import *
    from .session import *
    from .session2 import *

__all__ = [
    "ImportOs",
    "Session",
    "Session2",
    "State",
]

if not TYPE_CHECKING:
    _MODULES = dict.fromkeys(__all__, ".session")
    _MODULES |= {
        "ImportOs": ".import_os",
        "Session2": ".session2",
    }
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
