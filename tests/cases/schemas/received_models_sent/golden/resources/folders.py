"""Operations on folders: create, replace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from .. import inputs, models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec
from .._core.parameters import Parameter

__all__ = ["AsyncFolders", "Folders"]

_CREATE: Operation[models.Folder] = Operation(
    name="folders.create",
    method="POST",
    path="/folders",
    parameters=(
        Parameter("like", "query", lambda: models.LabelInput, style="deepObject"),
    ),
    body=RequestBody({"application/json": lambda: models.FolderInput}, required=True),
    responses={"200": ResponseSpec({"application/json": lambda: models.Folder})},
    security=((), ("token",)),
)

_REPLACE: Operation[models.Folder] = Operation(
    name="folders.replace",
    method="PUT",
    path="/folders",
    body=RequestBody(
        {"application/json": lambda: list[models.FolderInput]}, required=True
    ),
    responses={"200": ResponseSpec({"application/json": lambda: models.Folder})},
    security=((), ("token",)),
)


class Folders(Resource):
    """Operations on folders: create, replace."""

    def create(
        self,
        *,
        name: str,
        plain: models.Plain | inputs.PlainDict,
        like: models.LabelInput | models.Label | inputs.LabelDict | None = None,
        expires: dt.datetime | str | None = None,
        state: models.FolderState | None = None,
        children: (
            Sequence[models.FolderInput | models.Folder | inputs.FolderDict] | None
        ) = None,
        labels: (
            Mapping[str, models.LabelInput | models.Label | inputs.LabelDict] | None
        ) = None,
        owner: models.OwnerInput | models.Owner | inputs.OwnerDict | None = None,
        shape: (
            models.CircleInput
            | models.Circle
            | inputs.CircleDict
            | models.BoxInput
            | models.Box
            | inputs.BoxDict
            | None
        ) = None,
        step: models.StepInput | models.Step | inputs.StepDict | None = None,
        secret: models.SecretInput | models.Secret | inputs.SecretDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Folder:
        """POST /folders"""
        return self._call(
            _CREATE,
            query={"like": like},
            properties={
                "name": name,
                "expires": expires,
                "state": state,
                "plain": plain,
                "children": children,
                "labels": labels,
                "owner": owner,
                "shape": shape,
                "step": step,
                "secret": secret,
            },
            options=options,
        )

    def replace(
        self,
        *,
        body: Sequence[models.FolderInput | models.Folder | inputs.FolderDict],
        options: RequestOptionsLike | None = None,
    ) -> models.Folder:
        """PUT /folders"""
        return self._call(_REPLACE, body=body, options=options)


class AsyncFolders(AsyncResource):
    """Operations on folders: create, replace."""

    async def create(
        self,
        *,
        name: str,
        plain: models.Plain | inputs.PlainDict,
        like: models.LabelInput | models.Label | inputs.LabelDict | None = None,
        expires: dt.datetime | str | None = None,
        state: models.FolderState | None = None,
        children: (
            Sequence[models.FolderInput | models.Folder | inputs.FolderDict] | None
        ) = None,
        labels: (
            Mapping[str, models.LabelInput | models.Label | inputs.LabelDict] | None
        ) = None,
        owner: models.OwnerInput | models.Owner | inputs.OwnerDict | None = None,
        shape: (
            models.CircleInput
            | models.Circle
            | inputs.CircleDict
            | models.BoxInput
            | models.Box
            | inputs.BoxDict
            | None
        ) = None,
        step: models.StepInput | models.Step | inputs.StepDict | None = None,
        secret: models.SecretInput | models.Secret | inputs.SecretDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Folder:
        """POST /folders

        See `Folders.create` for the arguments and errors.
        """
        return await self._call(
            _CREATE,
            query={"like": like},
            properties={
                "name": name,
                "expires": expires,
                "state": state,
                "plain": plain,
                "children": children,
                "labels": labels,
                "owner": owner,
                "shape": shape,
                "step": step,
                "secret": secret,
            },
            options=options,
        )

    async def replace(
        self,
        *,
        body: Sequence[models.FolderInput | models.Folder | inputs.FolderDict],
        options: RequestOptionsLike | None = None,
    ) -> models.Folder:
        """PUT /folders

        See `Folders.replace` for the arguments and errors.
        """
        return await self._call(_REPLACE, body=body, options=options)
