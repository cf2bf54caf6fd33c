"""Operations on sessions: create, get, update, close."""

from __future__ import annotations

from typing import Annotated, overload

from pydantic import Field

from .. import models
from .._core.bodies import RequestBody
from .._core.client import AsyncResource, Resource
from .._core.operation import Operation, RequestOptionsLike, ResponseSpec
from .._core.path_parameters import PathParameter

__all__ = ["AsyncSessions", "Sessions"]

_CREATE: Operation[models.JobSession] = Operation(
    name="sessions.create",
    method="POST",
    path="/v1/sessions",
    body=RequestBody(
        {"application/json": lambda: models.CreateSessionRequest}, required=True
    ),
    responses={
        "200": ResponseSpec({"application/json": lambda: models.JobSession}),
        "400": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "401": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "500": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
    },
    security=(("BearerAuth", "ServiceCRN", "ApiVersion"),),
)

_GET: Operation[models.JobSession] = Operation(
    name="sessions.get",
    method="GET",
    path="/v1/sessions/{id}",
    parameters=(PathParameter("id", lambda: str),),
    responses={
        "200": ResponseSpec({"application/json": lambda: models.JobSession}),
        "401": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "404": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "500": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
    },
    security=(("BearerAuth", "ServiceCRN", "ApiVersion"),),
)

_UPDATE: Operation[None] = Operation(
    name="sessions.update",
    method="PATCH",
    path="/v1/sessions/{id}",
    parameters=(PathParameter("id", lambda: str),),
    body=RequestBody(
        {"application/json": lambda: models.UpdateSessionRequest}, required=True
    ),
    responses={
        "204": ResponseSpec(),
        "401": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "404": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
        "500": ResponseSpec({"application/json": lambda: models.ErrorContainer}),
    },
    security=(("BearerAuth", "ServiceCRN", "ApiVersion"),),
)

_CLOSE: Operation[None] = Operation(
    name="sessions.close",
    method="DELETE",
    path="/v1/sessions/{id}/close",
    parameters=(
        PathParameter(
            "id",
            lambda: Annotated[str, Field(min_length=1, max_length=500, pattern="^.*$")],
        ),
    ),
    responses={"204": ResponseSpec()},
    security=(("BearerAuth", "ServiceCRN", "ApiVersion"),),
)


class Sessions(Resource):
    """Operations on sessions: create, get, update, close."""

    @overload
    def create(
        self,
        *,
        mode: models.ExecutionMode,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession: ...
    @overload
    def create(
        self,
        *,
        mode: models.ExecutionMode,
        interactive_ttl: int,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        active_ttl: int | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession: ...
    def create(
        self,
        *,
        mode: models.ExecutionMode,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        interactive_ttl: int | None = None,
        active_ttl: int | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession:
        """Create a Session

        Args:
            max_ttl: The maximum time (in seconds) for the session to run, subject to
                plan limits.
            mode: Execution mode to run the session in
            backend: Backend name
            backend_name: Backend name (fallback)
            interactive_ttl: The maximum time (in seconds) between jobs to keep the
                session active. Must be less than or equal to `active_ttl`.
            active_ttl: The remaining time (in seconds) for the session to be in the
                active state while jobs are running. Must be less than or equal to
                `max_ttl`. Defaults to `max_ttl`.

        Raises:
            BadRequestError: Bad Request
            AuthenticationError: Unauthorized
            InternalServerError: Internal error

        POST /v1/sessions
        """
        return self._call(
            _CREATE,
            properties={
                "max_ttl": max_ttl,
                "mode": mode,
                "backend": backend,
                "backend_name": backend_name,
                "interactive_ttl": interactive_ttl,
                "active_ttl": active_ttl,
            },
            options=options,
        )

    def get(
        self, id: str, *, options: RequestOptionsLike | None = None
    ) -> models.JobSession:
        """Get a Session

        Args:
            id: Job Session ID

        Raises:
            AuthenticationError: Unauthorized
            NotFoundError: Not Found
            InternalServerError: Internal error

        GET /v1/sessions/{id}
        """
        return self._call(_GET, path={"id": id}, options=options)

    def update(
        self,
        id: str,
        *,
        accepting_jobs: bool,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """Update a Session

        Args:
            id: Job Session ID
            accepting_jobs: If true, the session is actively accepting new jobs to be
                queued. If false, jobs will be rejected on create and the session will be
                immediately closed when there are no more jobs to run in the session.

        Raises:
            AuthenticationError: Unauthorized
            NotFoundError: Not Found
            InternalServerError: Internal error

        PATCH /v1/sessions/{id}
        """
        return self._call(
            _UPDATE,
            path={"id": id},
            properties={"accepting_jobs": accepting_jobs},
            options=options,
        )

    def close(self, id: str, *, options: RequestOptionsLike | None = None) -> None:
        """Close Job Session

        Closes the runtime session. The session stops accepting new jobs and queued jobs
        will not run.
        Existing running jobs will run to completion. This is analogous to the
        `cancel()` function in Qiskit.

        Args:
            id: Session Id

        DELETE /v1/sessions/{id}/close
        """
        return self._call(_CLOSE, path={"id": id}, options=options)


class AsyncSessions(AsyncResource):
    """Operations on sessions: create, get, update, close."""

    @overload
    async def create(
        self,
        *,
        mode: models.ExecutionMode,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession: ...
    @overload
    async def create(
        self,
        *,
        mode: models.ExecutionMode,
        interactive_ttl: int,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        active_ttl: int | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession: ...
    async def create(
        self,
        *,
        mode: models.ExecutionMode,
        max_ttl: int | None = None,
        backend: str | None = None,
        backend_name: str | None = None,
        interactive_ttl: int | None = None,
        active_ttl: int | None = None,
        options: RequestOptionsLike | None = None,
    ) -> models.JobSession:
        """Create a Session

        See `Sessions.create` for the arguments and errors.
        """
        return await self._call(
            _CREATE,
            properties={
                "max_ttl": max_ttl,
                "mode": mode,
                "backend": backend,
                "backend_name": backend_name,
                "interactive_ttl": interactive_ttl,
                "active_ttl": active_ttl,
            },
            options=options,
        )

    async def get(
        self, id: str, *, options: RequestOptionsLike | None = None
    ) -> models.JobSession:
        """Get a Session

        See `Sessions.get` for the arguments and errors.
        """
        return await self._call(_GET, path={"id": id}, options=options)

    async def update(
        self,
        id: str,
        *,
        accepting_jobs: bool,
        options: RequestOptionsLike | None = None,
    ) -> None:
        """Update a Session

        See `Sessions.update` for the arguments and errors.
        """
        return await self._call(
            _UPDATE,
            path={"id": id},
            properties={"accepting_jobs": accepting_jobs},
            options=options,
        )

    async def close(
        self, id: str, *, options: RequestOptionsLike | None = None
    ) -> None:
        """Close Job Session

        See `Sessions.close` for the arguments and errors.
        """
        return await self._call(_CLOSE, path={"id": id}, options=options)
