from __future__ import annotations

from typing import Annotated, Any, TypeVar

from _core.bodies import RequestBody
from _core.client import AsyncResource, Resource
from _core.operation import Operation, RequestOptions, ResponseSpec
from _core.pages import AsyncPages, first_page
from _core.paging import Paging
from _core.parameters import Parameter
from _core.response_headers import TypedHeaders
from _core.streaming import AsyncStream, Stream
from pydantic import Field

from . import models

T = TypeVar("T")
_JSON = "application/json"
_ERRORS = {"4XX": ResponseSpec({_JSON: lambda: models.Error})}

GET: Operation[models.Item] = Operation(
    name="items.get",
    method="GET",
    path="/items/{id}",
    parameters=(
        Parameter("id", "path", lambda: Annotated[str, Field(max_length=9000)]),
        Parameter("tags", "query", lambda: list[str], explode=False),
    ),
    responses={
        "200": ResponseSpec(
            {_JSON: lambda: models.Item}, TypedHeaders({"X-Left": lambda: int})
        ),
        **_ERRORS,
    },
    security=(("Token", "Key"),),
)
CREATE: Operation[models.Item] = Operation(
    name="items.create",
    method="POST",
    path="/items",
    body=RequestBody({_JSON: lambda: models.CreateSession}),
    responses={"200": ResponseSpec({_JSON: lambda: models.Item}), **_ERRORS},
    security=(("Token",),),
)
UPDATE: Operation[None] = Operation(
    name="items.update",
    method="PATCH",
    path="/items/{id}",
    parameters=(Parameter("id", "path", lambda: str),),
    body=RequestBody({_JSON: lambda: models.Patch}, required=True),
    responses={"204": ResponseSpec()},
    security=(("Token",),),
)


class Items(Resource):
    def get(
        self,
        id: str,
        *,
        tags: list[str] | None = None,
        options: RequestOptions | None = None,
    ) -> models.Item:
        return self._call(GET, path={"id": id}, query={"tags": tags}, options=options)

    def create(
        self, *, options: RequestOptions | None = None, **body: Any
    ) -> models.Item:
        return self._call(CREATE, properties=body, options=options)

    def update(
        self, id: str, *, options: RequestOptions | None = None, **body: Any
    ) -> None:
        return self._call(UPDATE, path={"id": id}, properties=body, options=options)

    def call(self, operation: Operation[Any], **arguments: Any) -> Any:
        return self._call(operation, **arguments)

    def stream(self, operation: Operation[T], **arguments: Any) -> Stream[T]:
        return Stream.open(self._client, operation, **arguments)

    def paginate(
        self, operation: Operation[Any], paging: Paging[T, Any], **arguments: Any
    ) -> T:
        return first_page(self._client, operation, paging, **arguments)


class AsyncItems(AsyncResource):
    async def get(
        self,
        id: str,
        *,
        tags: list[str] | None = None,
        options: RequestOptions | None = None,
    ) -> models.Item:
        return await self._call(
            GET, path={"id": id}, query={"tags": tags}, options=options
        )

    async def create(
        self, *, options: RequestOptions | None = None, **body: Any
    ) -> models.Item:
        return await self._call(CREATE, properties=body, options=options)

    async def update(
        self, id: str, *, options: RequestOptions | None = None, **body: Any
    ) -> None:
        return await self._call(
            UPDATE, path={"id": id}, properties=body, options=options
        )

    async def call(self, operation: Operation[Any], **arguments: Any) -> Any:
        return await self._call(operation, **arguments)

    async def stream(self, operation: Operation[T], **arguments: Any) -> AsyncStream[T]:
        return await AsyncStream.open(self._client, operation, **arguments)

    def paginate(
        self, operation: Operation[Any], paging: Paging[Any, T], **arguments: Any
    ) -> AsyncPages[T]:
        return AsyncPages(self._client, operation, paging, **arguments)


__all__ = ["CREATE", "GET", "UPDATE", "AsyncItems", "Items"]
