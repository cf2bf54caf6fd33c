"""Plain JSON values, media types, and the mark of what was not given."""

import json
from enum import Enum
from typing import Any, Final, Literal, TypeGuard

FORM = "application/x-www-form-urlencoded"
SSE = "text/event-stream"


class Unset(Enum):
    """Type of :data:`UNSET`; an enum, so that type-checkers narrow on identity."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""The value of an optional and nullable argument that was not given."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a plain value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a plain value is an array."""
    return isinstance(value, list)


def to_text(value: object, ascii: bool = False) -> str:
    """JSON, as compact as the wire wants it; in ASCII for headers."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    text.encode()  # half a character is nothing to send, escaped neither
    return json.dumps(value, separators=(",", ":")) if ascii else text


def essence(media_type: str) -> str:
    """A media type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def is_json(kind: str) -> bool:
    """Whether a media type is JSON (RFC 6839 for ``+json``)."""
    return kind.endswith(("/json", "+json"))


def is_sequential(media_type: str) -> bool:
    """Whether a media type is a sequence of items (OpenAPI 3.2, 4.14.4)."""
    lines = ("jsonl", "ndjson", "json-seq", "jsonlines", "stream+json")
    return essence(media_type).endswith((SSE, *lines))
