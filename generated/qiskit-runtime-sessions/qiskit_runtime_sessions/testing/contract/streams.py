"""Streams as a server writes them: events and JSON in sequence."""

from __future__ import annotations

import json
from typing import Any

from .document import Media
from .kinds import is_object

__all__ = ["written_item"]

_FIELDS = ("event", "id", "retry", "data")


def written_item(media: Media, value: Any) -> str:
    """Return an item as it stands in a stream; empty where it cannot stand in one.

    Events are written as WHATWG HTML, 9.2 has them, JSON texts as RFC 7464 or one on
    a line.
    """
    if media.essence != "text/event-stream":
        mark = "\x1e" if media.essence.endswith("json-seq") else ""
        return f"{mark}{json.dumps(value)}\n"
    if not media.is_event:
        text = value if isinstance(value, str) else json.dumps(value)
        return "" if "\r" in text else f"{_data(text)}\n"
    return _event(value) if is_object(value) else ""


def _event(value: dict[str, Any]) -> str:
    """An event; what has no data is none, and only its own fields can be written."""
    if "data" not in value or not set(value) <= set(_FIELDS):
        return ""
    lines = ""
    for name in ("event", "id", "retry"):
        text = str(value.get(name, " "))
        if not text or "\n" in text or "\r" in text or "\0" in text:
            return ""
        lines += f"{name}: {text}\n" if name in value else ""
    data = value["data"]
    text = data if isinstance(data, str) else json.dumps(data)
    return "" if "\r" in text else f"{lines}{_data(text)}\n"


def _data(text: str) -> str:
    return "".join(f"data: {line}\n" for line in text.split("\n"))
