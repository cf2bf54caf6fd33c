"""Exceptions and warnings that the client raises."""

import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from http.client import responses
from typing import Any, NamedTuple

import httpx2
from pydantic_core import to_jsonable_python

from .json_values import is_array, is_object
from .redaction import Signature, signature_of

_PACKAGE = __name__.rpartition(".")[0].removesuffix("._core")
_MAX_EXCERPT = 500
_MAX_LINES = 8
_MESSAGES = ("message", "detail", "title", "error_description", "msg")
_CODES = ("code", "error_code", "errorCode")


class APIError(Exception):
    """Base class of all exceptions of this package, which can be pickled and copied.

    A pickle or copy has no traceback, cause or context, as with other exceptions.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # A subclass may have other parameters, and a multiprocessing.Pool waits forever
        # for a result that cannot be unpickled.
        return _new, (type(self), *self.args), vars(self)


def _new(cls: type[APIError], *args: object) -> APIError:
    return cls.__new__(cls, *args)


class APIConnectionError(APIError):
    """The server could not be reached, or the connection was lost."""


class APITimeoutError(APIConnectionError):
    """Connecting, sending the request, or waiting for the response took too long."""


class InvalidArgument(NamedTuple):
    """What is wrong with an argument, or with a part of it such as ``lines[0].price``."""

    path: str
    message: str


class RequestValidationError(APIError, ValueError):
    """An argument is invalid according to the API document; nothing was sent."""

    def __init__(self, *errors: str | tuple[str, str]) -> None:
        # A text is of one argument or, without a colon, of the whole call.
        pairs = (e.partition(": ")[::2] if isinstance(e, str) else e for e in errors)
        super().__init__(*(pair if pair[1] else ("", pair[0]) for pair in pairs))

    @property
    def errors(self) -> list[InvalidArgument]:
        """The invalid arguments, or parts of them."""
        return [InvalidArgument(*pair) for pair in self.args]

    def rename(self, names: Mapping[str, str]) -> None:
        """Replace wire names, in lower case, by those of arguments."""
        self.args = tuple((names.get(p.lower(), p), text) for p, text in self.errors)

    def __str__(self) -> str:
        lines = [": ".join(filter(None, error)) for error in self.errors]
        more, shown = len(lines) - _MAX_LINES, lines[:_MAX_LINES]
        if len(lines) == 1:
            return lines[0]
        shown += [f"… and {more} more"] if more > 0 else []
        return "\n  ".join([f"{len(lines)} arguments are invalid:", *shown])


class MissingCredentialsError(APIError):
    """The operation needs credentials that the client does not have."""


class _ResponseError(APIError):
    """Base class of errors that carry a response."""

    def __init__(
        self, message: str, response: httpx2.Response, body: Any = None
    ) -> None:
        super().__init__(message)
        self.response = response
        self.status_code: int = response.status_code
        self.request_id: str | None = request_id_of(response)
        self.body = body
        """The decoded body, or its text; at most the first MiB of an error response."""

    def __reduce__(self) -> tuple[Any, ...]:
        import pickle  # slow to import, and rarely needed

        new, arguments, state = super().__reduce__()
        response, body = _without_credentials(self.response), self.body
        try:
            pickle.dumps(body)
        except Exception:  # noqa: BLE001 - whatever its class raises
            try:
                body = to_jsonable_python(body, serialize_unknown=True)
            except (ValueError, RecursionError):
                body = response.content.decode("utf-8", "replace")
        return new, arguments, {**state, "response": response, "body": body}


def _without_credentials(response: httpx2.Response) -> httpx2.Response:
    """Return a copy of a response; its request has no headers, body or query."""
    content, request, signature = b"", None, Signature()
    with suppress(httpx2.ResponseNotRead):
        content = response.content
    with suppress(RuntimeError):  # the caller made a response without a request
        url = response.request.url.copy_with(query=None, fragment=None, userinfo=b"")
        request = httpx2.Request(response.request.method, url)
        signature = signature_of(response.request)
    copied = httpx2.Response(response.status_code, content=content, request=request)
    # A header may repeat a credential, such as Location an API key.
    raw = [(k, v.decode("latin-1")) for k, v in response.headers.raw]
    headers = [(k, signature.mask(v).encode("latin-1")) for k, v in raw]
    copied.headers = httpx2.Headers(headers)
    return copied


class ResponseValidationError(_ResponseError):
    """A response deviates from the API document.

    Raised with ``validate_responses="strict"``, and in every mode if the body is not
    JSON although the server says so, or no stream where the document promises one.
    """


class ResponseValidationWarning(UserWarning):
    """A response deviates from the API document and was returned nevertheless."""


class MisspelledKeyWarning(UserWarning):
    """A dict has an undocumented key that resembles a documented one, and was sent."""


def warn_caller(message: str, category: type[Warning]) -> None:
    """Show a warning at the line outside of this package that is being executed."""
    level, frame = 1, sys._getframe()  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != _PACKAGE and not name.startswith((_PACKAGE + ".", "_core.")):
            break
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)


class ReportedError(_ResponseError):
    """Base class of errors that the server reports in a body."""

    @property
    def message(self) -> str | None:
        """The message in the body: ``message``, ``detail``, ``title`` or the like.

        It may also be a member of ``error``, or of the first of ``errors``.
        """
        body, *parts = _error_parts(self.body)
        found = _members([body, *parts], _MESSAGES)
        texts = [text for text in [*found, *parts] if isinstance(text, str)]
        return next(filter(None, texts), None)

    @property
    def code(self) -> str | int | None:
        """The ``code`` in the body, in the same places as the message."""
        codes = _members(_error_parts(self.body), _CODES)
        return next((code for code in codes if type(code) in (str, int)), None)


class APIStatusError(ReportedError):
    """The server answered with an error status."""


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
    """A redirect that the client does not follow.

    GET and HEAD requests follow redirects. Other methods follow 303, 307 and 308
    within the same origin only, if the body can be sent again.
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
_BY_CLASS: dict[int, type[APIStatusError]] = {3: RedirectError, 5: InternalServerError}


def status_error(response: httpx2.Response, body: Any, text: str) -> APIStatusError:
    """Return the exception for an error response.

    Args:
        response: The response.
        body: Its decoded body.
        text: Its body as text; the message shows the beginning.
    """
    status = response.status_code
    status_class = 4 if status == 304 else min(status // 100, 5)  # 304 has no Location
    error_type = _BY_STATUS.get(status, _BY_CLASS.get(status_class, APIStatusError))
    message = f"{status} {responses.get(status, 'status')}"
    message += f": {request_label(response.request)}"
    if error_type is RedirectError:
        reason = response.extensions.get("refusal", "")
        message += ": the client does not follow this redirect"
        message += f" ({reason})" if reason else ""
    message += _excerpt(response, text)
    return error_type(message, response, body)


def _excerpt(response: httpx2.Response, text: str) -> str:
    """Return the beginning of a body, to be added to a message."""
    text = signature_of(response.request).mask(text)  # some servers repeat secrets
    # Control characters would let a server write to the user's terminal.
    text = text[: 2 * _MAX_EXCERPT]
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    ellipsis = "…" if len(line) > _MAX_EXCERPT else ""
    return f": {line[:_MAX_EXCERPT]}{ellipsis}" if line else ""


def response_message(response: httpx2.Response, problem: str, text: str = "") -> str:
    """Return the message for a problem of a response, with the beginning of a text."""
    label = f"{request_label(response.request)} ({response.status_code})"
    return f"{label}: {problem}{_excerpt(response, text)}"


def connection_error(error: Exception, label: str, signature: Signature) -> APIError:
    """Return the exception for a request without a complete response.

    Its cause is the error, unless that quotes a secret: what cannot be sent, or what
    the server repeats.
    """
    name, text = type(error).__name__, signature.mask(str(error))
    is_local = isinstance(error, httpx2.LocalProtocolError)
    found: APIError = APIConnectionError(f"{label}: {name}: {text}")
    if isinstance(error, httpx2.TimeoutException):
        found = APITimeoutError(f"{label}: {name}")
    elif is_local:
        found = RequestValidationError(f"{label}: the request cannot be sent")
    found.__cause__ = None if is_local or text != str(error) else error
    return found


def request_label(request: httpx2.Request) -> str:
    """Return the method and the path of a request, for messages."""
    return f"{request.method} {request.url.path[:200]}"


def request_id_of(response: httpx2.Response) -> str | None:
    """Return the request id that the server put into a header of the response.

    Its name ends in ``request-id``; in ``correlation-id`` where there is no such one. A
    name that is longer than another one is more likely to be that of a client's id.
    """
    for ending in ("request-id", "requestid", "correlation-id", "correlationid"):
        names = [name for name in response.headers if name.endswith(ending)]
        if names:
            return response.headers[min(names, key=len)]
    return None


def _error_parts(body: Any) -> list[Any]:
    """Return an error body, and the parts of it that may say what is wrong."""
    if hasattr(body, "to_dict"):
        body = body.to_dict()
    body = body[0] if is_array(body) and body else body
    found = [body]
    for name in ("error", "errors", "detail") if is_object(body) else ():
        part = body.get(name)
        found.append(part[0] if is_array(part) and part else part)
    return found


def _members(parts: list[Any], names: tuple[str, ...]) -> list[Any]:
    """Return the members of the objects that have one of the names."""
    objects = filter(is_object, parts)
    return [each[name] for each in objects for name in names if name in each]
