"""The models of the API, loaded when they are first asked for."""

from typing import TYPE_CHECKING

from .._core import lazy_exports

if TYPE_CHECKING:
    from .create_order_line_request_item import (
        CreateOrderLineRequestItem,
        CreateOrderLineRequestItemKind,
    )
    from .list_order_lines404_response import ListOrderLines404Response
    from .list_order_lines_response import (
        ListOrderLinesResponse,
        ListOrderLinesResponseDataItem,
        ListOrderLinesResponseMeta,
        ListOrderLinesResponseMetaPage,
        ListOrderLinesResponsePricesValue,
    )
    from .list_order_lines_sort import ListOrderLinesSort

__all__ = [
    "CreateOrderLineRequestItem",
    "CreateOrderLineRequestItemKind",
    "ListOrderLines404Response",
    "ListOrderLinesResponse",
    "ListOrderLinesResponseDataItem",
    "ListOrderLinesResponseMeta",
    "ListOrderLinesResponseMetaPage",
    "ListOrderLinesResponsePricesValue",
    "ListOrderLinesSort",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "CreateOrderLineRequestItem": ".create_order_line_request_item",
            "CreateOrderLineRequestItemKind": ".create_order_line_request_item",
            "ListOrderLines404Response": ".list_order_lines404_response",
            "ListOrderLinesResponse": ".list_order_lines_response",
            "ListOrderLinesResponseDataItem": ".list_order_lines_response",
            "ListOrderLinesResponseMeta": ".list_order_lines_response",
            "ListOrderLinesResponseMetaPage": ".list_order_lines_response",
            "ListOrderLinesResponsePricesValue": ".list_order_lines_response",
            "ListOrderLinesSort": ".list_order_lines_sort",
        },
        __all__,
    )
