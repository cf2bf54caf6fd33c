"""Client for the Qiskit Runtime Sessions API."""

from typing import TYPE_CHECKING

from . import models
from ._core.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    MissingCredentialsError,
    MisspelledKeyWarning,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RedirectError,
    RequestValidationError,
    ResponseValidationError,
    ResponseValidationWarning,
    UnprocessableEntityError,
)
from ._core.json_values import UNSET, Unset
from ._core.lazy_import import lazy_exports
from ._core.operation import RequestOptions, RequestOptionsDict
from ._core.response import Response
from ._version import API_VERSION, __version__
from .client import AsyncClient, Client, Server

if TYPE_CHECKING:
    from . import inputs as inputs
    from .models import *

__all__ = [
    "API_VERSION",
    "UNSET",
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClient",
    "AuthenticationError",
    "BadRequestError",
    "Client",
    "ConflictError",
    "InternalServerError",
    "MissingCredentialsError",
    "MisspelledKeyWarning",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RedirectError",
    "RequestOptions",
    "RequestOptionsDict",
    "RequestValidationError",
    "Response",
    "ResponseValidationError",
    "ResponseValidationWarning",
    "Server",
    "UnprocessableEntityError",
    "Unset",
    "__version__",
]
__all__ += models.__all__

if not TYPE_CHECKING:
    # What is not imported above is loaded when it is first asked for.
    __getattr__, __dir__ = lazy_exports(
        __name__, dict.fromkeys(__all__, ".models") | {"inputs": ".inputs"}
    )
