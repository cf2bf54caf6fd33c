"""Which response a status has, and which exception."""

from __future__ import annotations

from .document import Operation, Reply

__all__ = ["concrete", "covers", "error_class", "listed", "reply_to", "results"]

_ERRORS = {
    304: "APIStatusError",
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


def error_class(status: int) -> str:
    """Return the name of the exception for a status."""
    if status >= 500:
        return "InternalServerError"
    other = "RedirectError" if status < 400 else "APIStatusError"
    return _ERRORS.get(status, other)


def results(operation: Operation) -> list[Reply]:
    """The responses that a call returns instead of raising."""
    found = [reply for reply in operation.replies if reply.status.startswith("2")]
    if found:
        return found
    return [
        reply
        for reply in operation.replies
        if reply.status == "default"
        or (reply.status[:2] == "30" and reply.status != "304")
        and reply.status[2] in "01235678"
    ]


def concrete(operation: Operation, reply: Reply) -> int:
    """A status that a response is for."""
    if reply.status.isdigit():
        return int(reply.status)
    first = "2" if reply.status == "default" else reply.status[0]
    codes = (int(first) * 100 + k for k in (0, 1, 2, 3, 6, 99))
    return next(code for code in codes if not listed(operation, str(code)))


def listed(operation: Operation, status: str) -> bool:
    return any(reply.status == status for reply in operation.replies)


def covers(operation: Operation, status: int) -> bool:
    return reply_to(operation, status) is not None


def reply_to(operation: Operation, status: int) -> Reply | None:
    """The response for a status: its own, that of its range, the default."""
    for key in (str(status), f"{status // 100}XX", "default"):
        for reply in operation.replies:
            if reply.status == key:
                return reply
    return None
