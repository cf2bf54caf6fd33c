"""Operations on notes: create, replace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

from .. import inputs, models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.json_values import UNSET, Unset
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec

__all__ = ["AsyncNotes", "Notes"]

_CREATE: Operation[None] = Operation(
    name="notes.create",
    method="POST",
    path="/notes",
    body=RequestBody({"application/json": lambda: models.Note}, required=True),
    responses={"204": ResponseSpec()},
    security=((), ("token",)),
)

_REPLACE: Operation[None] = Operation(
    name="notes.replace",
    method="PUT",
    path="/notes",
    body=RequestBody({"application/json": lambda: list[models.Note]}, required=True),
    responses={"204": ResponseSpec()},
    security=((), ("token",)),
)


class Notes(Resource):
    """Operations on notes: create, replace."""

    @overload
    def create(
        self,
        *,
        kind: Literal["signed"],
        text: str,
        by: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    def create(
        self, *, text: str, options: RequestOptionsLike | None = None
    ) -> None: ...
    def create(
        self,
        *,
        text: str,
        kind: Literal["signed"] | Unset = UNSET,
        by: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """POST /notes"""
        return self._call(
            _CREATE, properties={"kind": kind, "text": text, "by": by}, options=options
        )

    def replace(
        self,
        *,
        body: Sequence[models.Note | inputs.NoteDict],
        options: RequestOptionsLike | None = None,
    ) -> None:
        """PUT /notes"""
        return self._call(_REPLACE, body=body, options=options)


class AsyncNotes(AsyncResource):
    """Operations on notes: create, replace."""

    @overload
    async def create(
        self,
        *,
        kind: Literal["signed"],
        text: str,
        by: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None: ...
    @overload
    async def create(
        self, *, text: str, options: RequestOptionsLike | None = None
    ) -> None: ...
    async def create(
        self,
        *,
        text: str,
        kind: Literal["signed"] | Unset = UNSET,
        by: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """POST /notes

        See `Notes.create` for the arguments and errors.
        """
        return await self._call(
            _CREATE, properties={"kind": kind, "text": text, "by": by}, options=options
        )

    async def replace(
        self,
        *,
        body: Sequence[models.Note | inputs.NoteDict],
        options: RequestOptionsLike | None = None,
    ) -> None:
        """PUT /notes

        See `Notes.replace` for the arguments and errors.
        """
        return await self._call(_REPLACE, body=body, options=options)
