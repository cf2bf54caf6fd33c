"""The exceptions and the warning of the client.

::

    APIError
      APIConnectionError            no response, or one that broke off
        APITimeoutError
      APIStatusError                a response that is an error
        BadRequestError 400, AuthenticationError 401, PermissionDeniedError 403,
        NotFoundError 404, ConflictError 409, UnprocessableEntityError 422,
        RateLimitError 429, InternalServerError 5xx
        RedirectError               a redirect that is not followed
      ResponseValidationError       a response that cannot be read as documented
      RequestValidationError        (also a ValueError) refused before sending
      MissingCredentialsError       refused before sending
      EventError                    (also a ValueError) a webhook's payload
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "EventError",
    "InternalServerError",
    "MissingCredentialsError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RedirectError",
    "RequestValidationError",
    "ResponseValidationError",
    "ResponseValidationWarning",
    "UnprocessableEntityError",
    "request_id_of",
    "status_error",
]

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


class ResponseValidationError(APIError):
    """A response that deviates from the document.

    Raised in strict mode, and in any mode where nothing can be made of the body.
    """

    def __init__(
        self, message: str, response: httpx2.Response, body: Any = None
    ) -> None:
        super().__init__(message)
        self.response = response
        self.body = body
        """What was read: parsed as far as it fits, else the raw text or bytes."""
        self.status_code: int = response.status_code
        self.request_id: str | None = request_id_of(response)


class ResponseValidationWarning(UserWarning):
    """A response deviates from the document and was returned all the same."""


class APIStatusError(APIError):
    """An error response."""

    def __init__(self, message: str, response: httpx2.Response, body: Any) -> None:
        super().__init__(message)
        self.status_code: int = response.status_code
        self.body = body
        """Decoded with the schema of its status, else the raw text (up to 1 MiB)."""
        self.response = response
        self.request_id: str | None = request_id_of(response)


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
    """A redirect that is not followed.

    Followed are redirects of GET and HEAD, and 303, 307 and 308 within the origin.
    """


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: httpx2.Response, body: Any, text: str) -> APIStatusError:
    """The exception for an error response.

    Args:
        response: The response; its ``request`` names method and path.
        body: The decoded body.
        text: The body as text, of which the message shows the beginning.
    """
    status = response.status_code
    kind = _BY_STATUS.get(status)
    if kind is None:
        if status >= 500:
            kind = InternalServerError
        else:
            redirects = 300 <= status < 400 and status != 304
            kind = RedirectError if redirects else APIStatusError
    request = response.request
    message = f"{status} {_phrase(status)}: {request.method} {request.url.path[:200]}"
    if kind is RedirectError:
        message += " redirects, and this is not followed"
    if text:
        message += f": {_excerpt(text)}"
    return kind(message, response, body)


def request_id_of(response: httpx2.Response) -> str | None:
    """The id the server gave the exchange, for its support to look up."""
    for name in ("x-request-id", "request-id", "x-correlation-id"):
        if name in response.headers:
            return str(response.headers[name])
    return None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "status"


def _excerpt(text: str) -> str:
    # Control characters would let a server write on the user's terminal.
    line = "".join(c if c.isprintable() else " " for c in text[: 2 * _EXCERPT])
    line = " ".join(line.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"
