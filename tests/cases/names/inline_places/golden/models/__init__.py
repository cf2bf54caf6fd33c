"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core.lazy_import import lazy_exports

if TYPE_CHECKING:
    from .create_order_line_request_item import (
        CreateOrderLineKind,
        CreateOrderLineRequestItem,
    )
    from .list_order_lines404_response import ListOrderLines404Response
    from .list_order_lines_response import (
        ListOrderLinesDataItem,
        ListOrderLinesMeta,
        ListOrderLinesMetaPage,
        ListOrderLinesResponse,
        Price,
    )
    from .list_order_lines_sort import ListOrderLinesSort

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
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "CreateOrderLineKind": ".create_order_line_request_item",
            "CreateOrderLineRequestItem": ".create_order_line_request_item",
            "ListOrderLines404Response": ".list_order_lines404_response",
            "ListOrderLinesDataItem": ".list_order_lines_response",
            "ListOrderLinesMeta": ".list_order_lines_response",
            "ListOrderLinesMetaPage": ".list_order_lines_response",
            "ListOrderLinesResponse": ".list_order_lines_response",
            "ListOrderLinesSort": ".list_order_lines_sort",
            "Price": ".list_order_lines_response",
        },
        __all__,
    )
