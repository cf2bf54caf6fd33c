"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .alone import *
    from .author import *
    from .page import *
    from .shop import *

__all__ = [
    "Alone",
    "Author",
    "Book",
    "Page",
    "Shop",
]

if not TYPE_CHECKING:
    _MODULES = dict.fromkeys(__all__, ".author")
    _MODULES |= {
        "Alone": ".alone",
        "Page": ".page",
        "Shop": ".shop",
    }
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
