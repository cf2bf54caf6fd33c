"""Operations on pets: create."""

from __future__ import annotations

from typing import Literal, overload

from .. import models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.json_values import UNSET, Unset
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec

__all__ = ["AsyncPets", "Pets"]

_CREATE: Operation[None] = Operation(
    name="pets.create",
    method="POST",
    path="/pets",
    body=RequestBody({"application/json": lambda: models.Pet}, required=True),
    responses={"204": ResponseSpec()},
    security=((), ("token",)),
)


class Pets(Resource):
    """Operations on pets: create."""

    @overload
    def create(
        self,
        *,
        lives: int,
        kind: Literal["cat"] = "cat",
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    def create(
        self,
        *,
        kind: Literal["dog"],
        name: str,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    def create(
        self,
        *,
        kind: Literal["wolf"],
        name: str,
        pack: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    def create(
        self,
        *,
        kind: Literal["cat", "dog", "wolf"] | Unset = UNSET,
        lives: int | None = None,
        name: str | None = None,
        pack: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """POST /pets"""
        return self._call(
            _CREATE,
            properties={"kind": kind, "lives": lives, "name": name, "pack": pack},
            options=options,
        )


class AsyncPets(AsyncResource):
    """Operations on pets: create."""

    @overload
    async def create(
        self,
        *,
        lives: int,
        kind: Literal["cat"] = "cat",
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    async def create(
        self,
        *,
        kind: Literal["dog"],
        name: str,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    async def create(
        self,
        *,
        kind: Literal["wolf"],
        name: str,
        pack: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    async def create(
        self,
        *,
        kind: Literal["cat", "dog", "wolf"] | Unset = UNSET,
        lives: int | None = None,
        name: str | None = None,
        pack: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """POST /pets

        See `Pets.create` for the arguments and errors.
        """
        return await self._call(
            _CREATE,
            properties={"kind": kind, "lives": lives, "name": name, "pack": pack},
            options=options,
        )
