"""The clients of the Qiskit Runtime Sessions API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

import httpx2

from ._core.client import AsyncBaseClient, AsyncMiddleware, BaseClient, Middleware
from ._core.json_values import UNSET, Unset
from ._core.operation import API, ResponseValidation
from ._core.security import AsyncCredential, Credential, HeaderKey, HTTPBearer
from ._version import __version__

if TYPE_CHECKING:
    from .resources.sessions import AsyncSessions, Sessions

__all__ = ["AsyncClient", "Client", "Server"]

_API = API(
    title="Qiskit Runtime Sessions API",
    package="qiskit_runtime_sessions",
    version=__version__,
    schemes={
        "BearerAuth": HTTPBearer(
            "bearer_auth", env="QISKIT_RUNTIME_SESSIONS_BEARER_AUTH"
        ),
        "ServiceCRN": HeaderKey(
            "service_crn", env="QISKIT_RUNTIME_SESSIONS_SERVICE_CRN", name="Service-CRN"
        ),
        "ApiVersion": HeaderKey(
            "api_version",
            env="QISKIT_RUNTIME_SESSIONS_API_VERSION",
            name="IBM-API-Version",
        ),
    },
)


class Server(Enum):
    """The servers that the API names."""

    GLOBAL_REGION = "https://quantum.cloud.ibm.com/api"
    """Global region"""
    EU_DE_REGION = "https://eu-de.quantum.cloud.ibm.com/api"
    """EU-DE region"""


class Client(BaseClient):
    """Client for the Qiskit Runtime Sessions API.

    Create, inspect, update, and close Qiskit Runtime sessions for grouping primitive
    jobs together with priority access to a target backend.

    Args:
        bearer_auth: IBM Cloud IAM bearer token
            Default: the environment variable ``QISKIT_RUNTIME_SESSIONS_BEARER_AUTH``.
        service_crn: IBM Cloud Service CRN identifying the Qiskit Runtime instance
            Default: the environment variable ``QISKIT_RUNTIME_SESSIONS_SERVICE_CRN``.
        api_version: API version, e.g. 2026-03-15
            Default: the environment variable ``QISKIT_RUNTIME_SESSIONS_API_VERSION``.
        server: The server of the API to send requests to.
        base_url: The whole URL to use instead, with its path, for instance of a
            proxy or a test server.
        timeout: Seconds to wait, or an ``httpx2.Timeout`` for each part. Default: that
            of the ``http_client``, or 60.
        max_retries: Maximum number of retries after transient failures.
        retry_unsafe: Retry also operations that are not idempotent.
        max_response_bytes: Maximum size of a decompressed response that is read into
            memory; None for no limit. Streams and downloads have none.
        validate_responses: ``"strict"`` raises an error for a response that deviates
            from the document; ``"lenient"`` returns it with a warning.
        headers: Headers to send with every request.
        middleware: Objects that wrap each attempt to send a request.
        http_client: The HTTP client to use, for instance with a proxy or transport.
        max_connections: Maximum number of open connections; None for no limit.
    """

    def __init__(
        self,
        *,
        bearer_auth: Credential | None = None,
        service_crn: Credential | None = None,
        api_version: Credential | None = None,
        server: Server = Server.GLOBAL_REGION,
        base_url: str | httpx2.URL | None = None,
        timeout: float | httpx2.Timeout | Unset | None = UNSET,
        max_retries: int = 2,
        retry_unsafe: bool = False,
        max_response_bytes: int | None = 268_435_456,
        validate_responses: ResponseValidation = "lenient",
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[Middleware] = (),
        http_client: httpx2.Client | None = None,
        max_connections: int | None = 100,
    ) -> None:
        super().__init__(
            _API,
            credentials={
                "bearer_auth": bearer_auth,
                "service_crn": service_crn,
                "api_version": api_version,
            },
            base_url=server.value if base_url is None else base_url,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            max_response_bytes=max_response_bytes,
            validate_responses=validate_responses,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
            max_connections=max_connections,
            own_server=base_url is not None,
        )

    @cached_property
    def sessions(self) -> Sessions:
        """Operations on sessions: create, get, update, close."""
        from .resources.sessions import Sessions

        return Sessions(self)


class AsyncClient(AsyncBaseClient):
    """Asynchronous client for the Qiskit Runtime Sessions API.

    It has the arguments of `Client`. A function that returns a credential may be
    asynchronous; middleware is, and ``http_client`` is an ``httpx2.AsyncClient``.
    """

    def __init__(
        self,
        *,
        bearer_auth: AsyncCredential | None = None,
        service_crn: AsyncCredential | None = None,
        api_version: AsyncCredential | None = None,
        server: Server = Server.GLOBAL_REGION,
        base_url: str | httpx2.URL | None = None,
        timeout: float | httpx2.Timeout | Unset | None = UNSET,
        max_retries: int = 2,
        retry_unsafe: bool = False,
        max_response_bytes: int | None = 268_435_456,
        validate_responses: ResponseValidation = "lenient",
        headers: Mapping[str, str] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: httpx2.AsyncClient | None = None,
        max_connections: int | None = 100,
    ) -> None:
        super().__init__(
            _API,
            credentials={
                "bearer_auth": bearer_auth,
                "service_crn": service_crn,
                "api_version": api_version,
            },
            base_url=server.value if base_url is None else base_url,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            max_response_bytes=max_response_bytes,
            validate_responses=validate_responses,
            headers=headers,
            middleware=middleware,
            http_client=http_client,
            max_connections=max_connections,
            own_server=base_url is not None,
        )

    @cached_property
    def sessions(self) -> AsyncSessions:
        """Operations on sessions: create, get, update, close."""
        from .resources.sessions import AsyncSessions

        return AsyncSessions(self)
