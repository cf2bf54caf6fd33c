"""Classify media types by the way a client reads and writes their content."""

from __future__ import annotations

import re
from typing import Literal

__all__ = [
    "MediaKind",
    "accepted_name",
    "essence",
    "example_type",
    "general_type",
    "is_event_stream",
    "is_form",
    "is_json",
    "is_plain_text",
    "is_range",
    "is_raw",
    "media_kind",
]

MediaKind = Literal["json", "stream", "form", "text", "binary"]
"""``json``: one JSON value. ``stream``: a sequence of JSON values or of server-sent
events. ``form``: URL-encoded or multipart. ``text``: a string. ``binary``: bytes."""

_GENERAL = ("application/octet-stream", "text/plain", "multipart/form-data")
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_JSON_RANGES = frozenset({"*/*", "application/*"})

_SEQUENTIAL = ("jsonl", "jsonlines", "ndjson", "json-seq", "stream+json")
"""Endings of media types of JSON sequences (OpenAPI 3.2, 4.14.4), registered or not."""


def essence(media_type: str) -> str:
    """Return the media type without its parameters, in lower case."""
    return media_type.split(";")[0].strip().lower()


def accepted_name(media_type: str) -> str:
    """Return a media type as an Accept header has it: with its parameters, but for the
    charset and a weight, in one spelling (RFC 9110, 5.6.6 and 12.5.1).
    """
    pairs = [(name.lower(), value) for name, value in _PARAMETER.findall(media_type)]
    kept = [f"{k}={value.strip()}" for k, value in pairs if k not in ("charset", "q")]
    return "; ".join([essence(media_type), *kept])


def media_kind(media_type: str) -> MediaKind:
    """Return the kind of content that a media type, or a range of them, stands for.

    A range that includes JSON is ``json``; an unknown media type is ``binary``.
    """
    name = essence(media_type)
    if is_event_stream(name) or name.endswith(_SEQUENTIAL):
        return "stream"
    if name in _JSON_RANGES or name.endswith(("/json", "+json")):
        return "json"
    if name == "application/x-www-form-urlencoded" or name.startswith("multipart/"):
        return "form"
    if name.startswith("text/") or name.endswith(("+xml", "/xml", "yaml")):
        return "text"
    return "binary"


def is_json(media_type: str) -> bool:
    """Return whether content of a media type is one JSON value."""
    return media_kind(media_type) == "json"


def is_form(media_type: str) -> bool:
    """Return whether content of a media type is a form, URL-encoded or multipart."""
    return media_kind(media_type) == "form"


def is_event_stream(media_type: str) -> bool:
    """Return whether a media type is that of server-sent events."""
    return essence(media_type) == "text/event-stream"


def is_plain_text(media_type: str) -> bool:
    """Return whether content of a media type is text without a syntax that tells numbers
    from strings: any ``text/*`` but XML and YAML.
    """
    name = essence(media_type)
    is_text = name.startswith("text/") and media_kind(name) == "text"
    return is_text and not name.endswith(("xml", "yaml"))


def is_range(media_type: str) -> bool:
    """Return whether a media type has a wildcard, such as ``image/*``."""
    return "*" in essence(media_type)


def general_type(media_type: str) -> str:
    """Return what content is sent as if nothing says more: the media type, or a general
    one in a range or a list; "" for those without one, such as ``audio/*``.
    """
    choices = [essence(each) for each in media_type.split(",")]
    if not is_range(media_type) and len(choices) == 1:
        return media_type
    found = (e for e in _GENERAL if any(_includes(choice, e) for choice in choices))
    return next(found, "")


def _includes(media_range: str, media_type: str) -> bool:
    prefix, wildcard, _ = media_range.partition("*")
    return media_type.startswith(prefix) if wildcard else media_type == prefix


def example_type(media_type: str) -> str:
    """Return a media type to show for a media type or a range (RFC 4735)."""
    return general_type(media_type) or media_type.replace("*", "example")


def is_raw(media_type: str) -> bool:
    """Return whether content of a media type is bytes that need not be text. A range is,
    unless all its members are text.
    """
    if is_range(media_type):
        return not essence(media_type).startswith("text/")
    return media_kind(media_type) == "binary"
