"""Responses as a server sends them, and the exceptions that clients raise for them."""

from __future__ import annotations

import json
from typing import Any

import httpx2

from generator.contract.client import Handler
from generator.contract.json_values import is_object
from generator.contract.operation import MediaType

__all__ = ["encode_stream_item", "exception_name", "respond_with"]

_EXCEPTIONS = {
    304: "APIStatusError",
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
_EVENT_FIELDS = ("event", "id", "retry")


def exception_name(status: int) -> str:
    """Return the name of the exception that a client raises for a status."""
    if status >= 500:
        return "InternalServerError"
    default = "RedirectError" if 300 <= status < 400 else "APIStatusError"
    return _EXCEPTIONS.get(status, default)


def respond_with(status: int, content_type: str, content: bytes) -> Handler:
    """Return a handler that answers every request with the same response.

    Args:
        content_type: The Content-Type header; empty for none.
    """
    headers = {"Content-Type": content_type} if content_type else {}
    return lambda request: httpx2.Response(status, headers=headers, content=content)


def encode_stream_item(media_type: MediaType, value: Any) -> str:
    """Return an item as a stream contains it; empty if a stream cannot contain it.

    Events are written as in WHATWG HTML, section 9.2; JSON texts as in RFC 7464, or one
    per line.
    """
    if media_type.essence != "text/event-stream":
        separator = "\x1e" if media_type.essence.endswith("json-seq") else ""
        return f"{separator}{json.dumps(value)}\n"
    if not media_type.has_events:
        return _encode_event({}, value)
    if not is_object(value) or "data" not in value:
        return ""
    fields = {name: each for name, each in value.items() if name != "data"}
    return _encode_event(fields, value["data"])


def _encode_event(fields: dict[str, Any], data: Any) -> str:
    if not set(fields) <= set(_EVENT_FIELDS):
        return ""
    lines = ""
    for name in _EVENT_FIELDS:
        text = str(fields.get(name, " "))
        if not text or any(character in text for character in "\n\r\0"):
            return ""
        lines += f"{name}: {text}\n" if name in fields else ""
    text = data if isinstance(data, str) else json.dumps(data)
    if "\r" in text:
        return ""
    return lines + "".join(f"data: {line}\n" for line in text.split("\n")) + "\n"
