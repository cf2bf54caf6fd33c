"""Operations on completions: create, create_stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

from .. import inputs, models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.json_values import UNSET, Unset
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec
from .._core.streaming import AsyncStream, Stream

__all__ = ["AsyncCompletions", "Completions"]

_CREATE: Operation[models.Completion] = Operation(
    name="completions.create",
    method="POST",
    path="/completions",
    body=RequestBody(
        {"application/json": lambda: models.CreateChatCompletionRequest}, required=True
    ),
    responses={"200": ResponseSpec({"application/json": lambda: models.Completion})},
    security=((), ("token",)),
)

_CREATE_STREAM: Operation[models.Chunk] = Operation(
    name="completions.create_stream",
    method="POST",
    path="/completions",
    body=RequestBody(
        {"application/json": lambda: models.CreateChatCompletionRequest}, required=True
    ),
    responses={"200": ResponseSpec({"text/event-stream": lambda: models.Chunk})},
    security=((), ("token",)),
)


class Completions(Resource):
    """Operations on completions: create, create_stream."""

    @overload
    def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[False] | None | Unset = UNSET,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion: ...
    @overload
    def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[True],
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> Stream[models.Chunk]: ...
    @overload
    def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: bool,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion | Stream[models.Chunk]: ...
    def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: bool | Unset | None = UNSET,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion | Stream[models.Chunk]:
        """Answer a chat.

        Returns:
            The response; with ``stream=True``, its items as they arrive.

        POST /completions
        """
        return Stream.either(
            self._client,
            stream,
            _CREATE,
            _CREATE_STREAM,
            properties={
                "messages": messages,
                "stream": stream,
                "stream_options": stream_options,
            },
            options=options,
        )

    def create_stream(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[True] = True,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> Stream[models.Chunk]:
        """Answer a chat.

        Returns:
            The items of the response as they arrive. Close the stream to stop early.

        POST /completions
        """
        return Stream.open(
            self._client,
            _CREATE_STREAM,
            properties={
                "messages": messages,
                "stream": stream,
                "stream_options": stream_options,
            },
            options=options,
        )


class AsyncCompletions(AsyncResource):
    """Operations on completions: create, create_stream."""

    @overload
    async def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[False] | None | Unset = UNSET,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion: ...
    @overload
    async def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[True],
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> AsyncStream[models.Chunk]: ...
    @overload
    async def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: bool,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion | AsyncStream[models.Chunk]: ...
    async def create(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: bool | Unset | None = UNSET,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.Completion | AsyncStream[models.Chunk]:
        """Answer a chat.

        See `Completions.create` for the arguments and errors.
        """
        return await AsyncStream.either(
            self._client,
            stream,
            _CREATE,
            _CREATE_STREAM,
            properties={
                "messages": messages,
                "stream": stream,
                "stream_options": stream_options,
            },
            options=options,
        )

    async def create_stream(
        self,
        *,
        messages: Sequence[models.Message | inputs.MessageDict],
        stream: Literal[True] = True,
        stream_options: models.StreamOptions | inputs.StreamOptionsDict | None = None,
        options: RequestOptionsLike | None = None,
    ) -> AsyncStream[models.Chunk]:
        """Answer a chat.

        See `Completions.create_stream` for the arguments and errors.
        """
        return await AsyncStream.open(
            self._client,
            _CREATE_STREAM,
            properties={
                "messages": messages,
                "stream": stream,
                "stream_options": stream_options,
            },
            options=options,
        )
