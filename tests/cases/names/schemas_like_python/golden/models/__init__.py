"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .client import *
    from .error import *

__all__ = [
    "All",
    "AnyModel",
    "Client",
    "Datetime",
    "Dict",
    "Error",
    "FieldModel",
    "Init",
    "List",
    "LiteralModel",
    "ModelModel",
    "NoneModel",
    "SelfModel",
    "Str",
    "Type",
]

if not TYPE_CHECKING:
    _MODULES = dict.fromkeys(__all__, ".client")
    _MODULES |= {
        "Error": ".error",
    }
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
