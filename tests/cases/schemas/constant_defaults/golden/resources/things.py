"""Operations on things: update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .. import inputs, models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.json_values import UNSET, Unset
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec
from .._core.parameters import Parameter
from .._core.path_parameters import PathParameter

__all__ = ["AsyncThings", "Things"]

_UPDATE: Operation[models.Thing] = Operation(
    name="things.update",
    method="PUT",
    path="/{version}/things/{id}",
    parameters=(
        PathParameter("version", lambda: Literal["v1"]),
        PathParameter("id", lambda: str),
        Parameter("mode", "query", lambda: Literal[7], required=True),
        Parameter("trace", "query", lambda: Literal["on"]),
    ),
    body=RequestBody(
        {"application/json": lambda: models.Thing},
        required=True,
        keywords={"mode": "body_mode"},
    ),
    responses={"200": ResponseSpec({"application/json": lambda: models.Thing})},
    security=((), ("token",)),
)


class Things(Resource):
    """Operations on things: update."""

    def update(
        self,
        version: Literal["v1"],
        id: str,
        *,
        part: models.Part | inputs.PartDict,
        mode: Literal[7] = 7,
        trace: Literal["on"] | None = None,
        kind: models.Kind = "thing",
        parts: Sequence[models.Part | inputs.PartDict] | None = None,
        live: Literal[True] = True,
        body_mode: Literal["fast"] | None = None,
        maybe: Literal["a"] | None | Unset = UNSET,
        bird: models.Bird | inputs.BirdDict | None = None,
        bat: models.Bat | inputs.BatDict | None = None,
        flyer: models.Flyer | inputs.FlyerDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Thing:
        """PUT /{version}/things/{id}"""
        return self._call(
            _UPDATE,
            path={"version": version, "id": id},
            query={"mode": mode, "trace": trace},
            properties={
                "kind": kind,
                "part": part,
                "parts": parts,
                "live": live,
                "mode": body_mode,
                "maybe": maybe,
                "bird": bird,
                "bat": bat,
                "flyer": flyer,
            },
            options=options,
        )


class AsyncThings(AsyncResource):
    """Operations on things: update."""

    async def update(
        self,
        version: Literal["v1"],
        id: str,
        *,
        part: models.Part | inputs.PartDict,
        mode: Literal[7] = 7,
        trace: Literal["on"] | None = None,
        kind: models.Kind = "thing",
        parts: Sequence[models.Part | inputs.PartDict] | None = None,
        live: Literal[True] = True,
        body_mode: Literal["fast"] | None = None,
        maybe: Literal["a"] | None | Unset = UNSET,
        bird: models.Bird | inputs.BirdDict | None = None,
        bat: models.Bat | inputs.BatDict | None = None,
        flyer: models.Flyer | inputs.FlyerDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Thing:
        """PUT /{version}/things/{id}

        See `Things.update` for the arguments and errors.
        """
        return await self._call(
            _UPDATE,
            path={"version": version, "id": id},
            query={"mode": mode, "trace": trace},
            properties={
                "kind": kind,
                "part": part,
                "parts": parts,
                "live": live,
                "mode": body_mode,
                "maybe": maybe,
                "bird": bird,
                "bat": bat,
                "flyer": flyer,
            },
            options=options,
        )
