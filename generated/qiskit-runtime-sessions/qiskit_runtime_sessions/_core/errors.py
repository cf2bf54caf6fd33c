"""The exceptions and the warning of the client."""

from http.client import responses
from typing import Any

import httpx2

_EXCERPT = 500


class APIError(Exception):
    """Base of everything the client raises."""


class APIConnectionError(APIError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError):
    """A timeout passed: connecting, sending, or waiting for the response."""


class RequestValidationError(APIError, ValueError):
    """An argument the document does not allow; nothing was sent."""


class EventError(APIError, ValueError):
    """A webhook's payload that is refused or cannot be read."""


class MissingCredentialsError(APIError):
    """The operation needs credentials that were not given; nothing was sent."""


class _ResponseError(APIError):
    """An error that has a response."""

    def __init__(
        self, message: str, response: httpx2.Response, body: Any = None
    ) -> None:
        super().__init__(message)
        self.response = response
        self.status_code: int = response.status_code
        self.request_id: str | None = request_id_of(response)
        self.body = body
        """As its type, as far as it fits, else the raw text (of errors up to 1 MiB)."""


class ResponseValidationError(_ResponseError):
    """A response that deviates from the document, in strict mode; in any mode one of
    whose body nothing can be made."""


class ResponseValidationWarning(UserWarning):
    """A response deviates from the document and was returned all the same."""


class APIStatusError(_ResponseError):
    """An error response."""


class BadRequestError(APIStatusError):
    """400 Bad Request."""


class AuthenticationError(APIStatusError):
    """401 Unauthorized."""


class PermissionDeniedError(APIStatusError):
    """403 Forbidden."""


class NotFoundError(APIStatusError):
    """404 Not Found."""


class ConflictError(APIStatusError):
    """409 Conflict."""


class UnprocessableEntityError(APIStatusError):
    """422 Unprocessable Content."""


class RateLimitError(APIStatusError):
    """429 Too Many Requests."""


class InternalServerError(APIStatusError):
    """500 and above."""


class RedirectError(APIStatusError):
    """A redirect that is not followed; GET and HEAD are, others within the origin with
    303, 307 and 308."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}
_BY_CLASS: dict[int, type[APIStatusError]] = {3: RedirectError, 5: InternalServerError}


def status_error(response: httpx2.Response, body: Any, text: str) -> APIStatusError:
    """The exception for an error response, whose body is ``text`` and decoded ``body``."""
    status = response.status_code
    family = 4 if status == 304 else min(status // 100, 5)  # 304 leads nowhere
    kind = _BY_STATUS.get(status, _BY_CLASS.get(family, APIStatusError))
    phrase = responses.get(status, "status")
    message = f"{status} {phrase}: {place_of(response.request)}"
    if kind is RedirectError:
        message += " redirects, and this is not followed"
    # Control characters would let a server write on the user's terminal.
    line = "".join(c if c.isprintable() else " " for c in text[: 2 * _EXCERPT])
    line = " ".join(line.split())
    if line:
        message += f": {line[:_EXCERPT]}" + ("…" if len(line) > _EXCERPT else "")
    return kind(message, response, body)


def connection_error(error: Exception, place: str) -> APIError:
    """The exception for an exchange that broke off."""
    kind = type(error).__name__
    if isinstance(error, httpx2.TimeoutException):
        return APITimeoutError(f"{place}: {kind}")
    if isinstance(error, httpx2.LocalProtocolError):
        return RequestValidationError(f"{place}: cannot be sent")
    return APIConnectionError(f"{place}: {kind}: {error}")


def place_of(request: httpx2.Request) -> str:
    """Method and path, for messages."""
    return f"{request.method} {request.url.path[:200]}"


def request_id_of(response: httpx2.Response) -> str | None:
    """The id the server gave the exchange, for its support to look up."""
    names = ("x-request-id", "request-id", "x-correlation-id")
    return next((response.headers[n] for n in names if n in response.headers), None)
