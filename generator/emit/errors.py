"""Which exception a documented status raises."""

from __future__ import annotations

__all__ = ["error_class"]

_CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def error_class(status: str) -> str | None:
    """Return the name of the exception for a status, or None for one that is none."""
    if status in _CLASSES:
        return _CLASSES[status]
    if status.startswith("5"):
        return "InternalServerError"
    return "APIStatusError" if status.startswith("4") else None
