"""Operations on orders: update."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from .. import inputs, models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec
from .._core.parameters import Parameter
from .._core.path_parameters import PathParameter

__all__ = ["AsyncOrders", "Orders"]

_UPDATE: Operation[None] = Operation(
    name="orders.update",
    method="PUT",
    path="/orders/{orderId}",
    parameters=(
        PathParameter(
            "orderId", lambda: Annotated[int, Field(ge=1)], keyword="order_id"
        ),
        Parameter(
            "X-Trace",
            "header",
            lambda: Annotated[str, Field(max_length=5)],
            keyword="x_trace",
        ),
        Parameter(
            "sortBy", "query", lambda: models.UpdateOrderSortBy, keyword="sort_by"
        ),
        Parameter(
            "inDays",
            "query",
            lambda: list[str],
            style="pipeDelimited",
            keyword="in_days",
        ),
        Parameter("state", "query", lambda: str),
    ),
    body=RequestBody(
        {"application/json": lambda: models.Order},
        required=True,
        keywords={"state": "body_state"},
    ),
    responses={"204": ResponseSpec()},
    security=((), ("token",)),
)


class Orders(Resource):
    """Operations on orders: update."""

    def update(
        self,
        order_id: int,
        *,
        line_items: Sequence[models.LineItem | inputs.LineItemDict],
        sort_by: models.UpdateOrderSortBy | None = None,
        in_days: Sequence[str] | None = None,
        state: str | None = None,
        x_trace: str | None = None,
        body_state: models.OrderState | None = None,
        email: str | None = None,
        due_on: dt.date | str | None = None,
        metadata: Mapping[str, str] | None = None,
        source: models.Source | inputs.SourceDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """PUT /orders/{orderId}"""
        return self._call(
            _UPDATE,
            path={"orderId": order_id},
            query={"sortBy": sort_by, "inDays": in_days, "state": state},
            header={"X-Trace": x_trace},
            properties={
                "lineItems": line_items,
                "state": body_state,
                "email": email,
                "dueOn": due_on,
                "metadata": metadata,
                "source": source,
            },
            options=options,
        )


class AsyncOrders(AsyncResource):
    """Operations on orders: update."""

    async def update(
        self,
        order_id: int,
        *,
        line_items: Sequence[models.LineItem | inputs.LineItemDict],
        sort_by: models.UpdateOrderSortBy | None = None,
        in_days: Sequence[str] | None = None,
        state: str | None = None,
        x_trace: str | None = None,
        body_state: models.OrderState | None = None,
        email: str | None = None,
        due_on: dt.date | str | None = None,
        metadata: Mapping[str, str] | None = None,
        source: models.Source | inputs.SourceDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """PUT /orders/{orderId}

        See `Orders.update` for the arguments and errors.
        """
        return await self._call(
            _UPDATE,
            path={"orderId": order_id},
            query={"sortBy": sort_by, "inDays": in_days, "state": state},
            header={"X-Trace": x_trace},
            properties={
                "lineItems": line_items,
                "state": body_state,
                "email": email,
                "dueOn": due_on,
                "metadata": metadata,
                "source": source,
            },
            options=options,
        )
