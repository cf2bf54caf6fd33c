"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .orders import *

__all__ = [
    "CreateOrderLineKind",
    "CreateOrderLineRequestItem",
    "ListOrderLines404Response",
    "ListOrderLinesDataItem",
    "ListOrderLinesMeta",
    "ListOrderLinesMetaPage",
    "ListOrderLinesResponse",
    "ListOrderLinesSort",
    "Price",
]

if not TYPE_CHECKING:
    _MODULES = dict.fromkeys(__all__, ".orders")
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
