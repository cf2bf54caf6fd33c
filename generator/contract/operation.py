"""Operations as a document describes them: parameters, media types and responses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.contract.json_values import as_object

__all__ = [
    "MediaType",
    "Operation",
    "Parameter",
    "Response",
    "delimiter_of",
    "is_binary",
    "split_items",
]

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_DELIMITER_PATTERNS = {
    "spaceDelimited": r"%20|\+| ",
    "pipeDelimited": r"%7[Cc]|\|",
    "tabDelimited": r"%09|\t",
}
_TYPED_FORMATS = frozenset(
    {"date-time", "date", "time", "duration", "uuid", "decimal", "byte", "base64url"}
)
"""Formats of strings that clients give a type of its own."""
_STREAM_SUFFIXES = ("jsonl", "jsonlines", "ndjson", "json-seq", "stream+json")


def delimiter_of(style: str) -> str:
    """Return the unencoded delimiter between the items of a serialization style."""
    return _DELIMITERS.get(style, ",")


def split_items(style: str, text: str) -> list[str]:
    """Split the encoded text of a path, a query or a form into its encoded items."""
    return re.split(_DELIMITER_PATTERNS.get(style, ","), text)


def is_binary(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema is that of bytes that are not encoded as text (OpenAPI 3.2,
    Working with Binary Data).
    """
    media_type = str(schema.get("contentMediaType") or "")
    encoding = str(schema.get("contentEncoding") or "").lower()
    is_bytes = "binary" in (encoding, schema.get("format")) or _is_raw(media_type)
    is_encoded = schema.get("format") in ("byte", "base64url")
    return is_bytes and not is_encoded and encoding in ("", "7bit", "8bit", "binary")


def _is_raw(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    is_json = name.endswith(("/json", "+json"))
    return bool(name) and not is_json and not _is_text(name)


def _is_text(name: str) -> bool:
    return name.startswith("text/") or name.endswith(("/xml", "+xml", "yaml"))


@dataclass(frozen=True)
class Parameter:
    """A parameter outside the body (OpenAPI 3.2, 4.12 Parameter Object)."""

    name: str
    location: str
    required: bool
    style: str
    explode: bool
    schema: str
    """Pointer of the schema; empty if the parameter has none."""
    content: str | None
    """Media type of a parameter with ``content``."""
    examples: tuple[Any, ...]
    allows_reserved: bool = False
    """Whether reserved and percent-encoded characters are sent unchanged."""

    @property
    def is_empty_for_empty_text(self) -> bool:
        """Whether an empty string leaves nothing of a path parameter."""
        has_prefix = self.style in ("matrix", "label") or self.content is not None
        return self.location == "path" and not has_prefix

    @property
    def is_json(self) -> bool:
        """Whether the value is written as JSON."""
        name = (self.content or "").partition(";")[0].strip().lower()
        return name.endswith("json")

    @property
    def delimiter(self) -> str:
        """The delimiter that items cannot contain, because it has no escape; empty if
        items may contain anything.
        """
        if self.content is not None:
            return ""
        if self.location == "header":
            return delimiter_of(self.style)
        if self.explode:
            return "." if self.style == "label" else ""
        return _DELIMITERS.get(self.style, "")


@dataclass(frozen=True)
class MediaType:
    """A media type of a body and its content (4.14 Media Type Object)."""

    name: str
    schema: str
    """Pointer of the schema; empty if the media type has none."""
    examples: Mapping[str, Any]
    encoding: Mapping[str, Mapping[str, Any]]
    item_schema: str = ""
    """Pointer of the schema of a stream's items; empty if there is none."""
    has_event_schema: bool = False
    """Whether the item schema describes a whole event, not only its data."""
    pointer: str = ""
    is_alternative: bool = False
    """Whether the same response also has a JSON media type with the same schema."""
    is_binary: bool = False
    """Whether the schema is that of binary content, which a range leaves unencoded."""

    def serialization(self, name: str) -> tuple[str, bool] | None:
        """Return style and explode of a form property; None if its encoding object has
        none of ``style``, ``explode`` and ``allowReserved`` (4.15.1.2).
        """
        encoding = self.encoding.get(name, {})
        if not {"style", "explode", "allowReserved"} & encoding.keys():
            return None
        return _serialization(encoding)

    @property
    def delimiters(self) -> dict[str, str]:
        """The delimiters that the items of form properties cannot contain, by property."""
        found: dict[str, str] = {}
        for name, encoding in self.encoding.items():
            style, explode = _serialization(encoding)
            if self.kind == "multipart" and not explode:
                found[name] = delimiter_of(style)
            elif not explode and style in _DELIMITERS:
                found[name] = _DELIMITERS[style]
        return found

    @property
    def essence(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.name.partition(";")[0].strip().lower()

    @property
    def concrete_name(self) -> str:
        """The media type to send; a range that includes JSON becomes JSON."""
        is_json_range = "*" in self.name and self.kind == "json"
        return "application/json" if is_json_range else self.name

    @property
    def is_stream(self) -> bool:
        """Whether it is read item by item (4.14.4 Sequential Media Types)."""
        essence = self.essence
        return essence == "text/event-stream" or essence.endswith(_STREAM_SUFFIXES)

    @property
    def kind(self) -> str:
        """The codec: ``json``, ``form``, ``multipart``, ``text`` or ``bytes``."""
        name = self.essence
        if name in ("*/*", "application/*"):
            return "bytes" if self.is_binary else "json"
        if name.endswith(("/json", "+json")):
            return "json"
        if name == "application/x-www-form-urlencoded":
            return "form"
        if name.startswith("multipart/"):
            return "multipart"
        return "text" if _is_text(name) or self.is_stream else "bytes"

    def is_file(self, name: str, schema: Mapping[str, Any]) -> bool:
        """Return whether a part of a multipart body with a schema is a file: by the schema,
        or by the encoding that the document gives the property (4.15.1).
        """
        if is_binary(schema):
            return True
        if "contentEncoding" in schema or schema.get("format") in _TYPED_FORMATS:
            return False
        if self.transfer_encoding(name) == "base64":
            return True
        known = schema.keys() <= {"type", "format", "refs", "contentMediaType"}
        listed = str(self.encoding.get(name, {}).get("contentType") or "")
        media_types = [each.strip() for each in listed.split(",") if each.strip()]
        return known and any(map(_is_raw, media_types))

    def transfer_encoding(self, name: str) -> str:
        """Return the only ``Content-Transfer-Encoding`` of a part; empty without one."""
        headers = as_object(self.encoding.get(name, {}).get("headers"))
        for header, value in headers.items():
            if header.lower() == "content-transfer-encoding":
                schema = as_object(as_object(value).get("schema"))
                values = [schema.get("const"), *(schema.get("enum") or ())]
                return str(next((each for each in values if each), "")).lower()
        return ""

    def includes(self, content_type: str) -> bool:
        """Return whether a Content-Type header is of this media type or range."""
        received = content_type.partition(";")[0].strip().lower()
        prefix, wildcard, _ = self.essence.partition("*")
        return received.startswith(prefix) if wildcard else received == self.essence

    @property
    def is_opaque(self) -> bool:
        """Whether a client passes the body through as text or bytes."""
        return self.kind in ("text", "bytes")


def _serialization(encoding: Mapping[str, Any]) -> tuple[str, bool]:
    style = encoding.get("style", "form")
    return style, encoding.get("explode", style in ("form", "deepObject"))


@dataclass(frozen=True)
class Response:
    """A documented response (4.17 Response Object)."""

    status: str
    content: tuple[MediaType, ...]

    @property
    def has_exact_status(self) -> bool:
        """Whether it is for one status, not for a range or the default."""
        return self.status.isdigit()


@dataclass(frozen=True)
class Operation:
    """A method of a path (4.10 Operation Object)."""

    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    media_types: tuple[MediaType, ...]
    """The media types of the request body."""
    responses: tuple[Response, ...]
    security: tuple[tuple[str, ...], ...] | None
    """Alternative sets of security schemes; None if one of them is not defined."""
    server: str = ""
    """URL of the first server; empty if it is not absolute."""
    is_paginated: bool = False
    """Whether the operation has ``x-pagination``."""
    is_safe: bool = False
    """Whether it changes nothing: GET, HEAD and operations with ``x-live-safe``."""

    def parameters_in(self, location: str) -> list[Parameter]:
        """Return the parameters of one location."""
        return [p for p in self.parameters if p.location == location]

    @property
    def idempotency_headers(self) -> set[str]:
        """The headers, in lower case, that mark repeated requests as the same one."""
        names = {p.name.lower() for p in self.parameters_in("header")}
        return {name for name in names if "idempoten" in name}

    @property
    def success_responses(self) -> list[Response]:
        """The responses that a call returns instead of raising."""
        found = [each for each in self.responses if each.status.startswith("2")]
        if found:
            return found
        return [
            each
            for each in self.responses
            if each.status == "default"
            or (
                (each.status[:2] == "30" and each.status != "304")
                and each.status[2] in "01235678"
            )
        ]

    def documents(self, status: str) -> bool:
        """Return whether the document lists exactly this status."""
        return any(each.status == status for each in self.responses)

    def response_for(self, status: int) -> Response | None:
        """Return the response of the status, of its range, or the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            for each in self.responses:
                if each.status == key:
                    return each
        return None

    def status_of(self, response: Response) -> int:
        """Return a status that a response is for."""
        if response.has_exact_status:
            return int(response.status)
        first = "2" if response.status == "default" else response.status[0]
        statuses = (int(first) * 100 + offset for offset in (0, 1, 2, 3, 6, 99))
        return next(each for each in statuses if not self.documents(str(each)))
