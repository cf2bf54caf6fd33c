"""Request bodies: what the caller gave -> bytes or a stream, by media type."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from .arguments import given_model, says_anything, validated
from .errors import RequestValidationError
from .files import Source, is_file
from .model import File, wire_name
from .operation import Encoding, RequestBody, Schema, essence
from .plain import is_array, is_object, to_json_bytes
from .streaming import is_sequential
from .styles import form_pairs, header_text, query_pairs
from .unset import UNSET

__all__ = ["Payload", "encode_body"]


class _Stream:
    """A body read in pieces by the synchronous client."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload

    def __iter__(self) -> Iterator[bytes]:
        return self._payload.chunks()


class _AsyncStream:
    """A body read in pieces by the asynchronous client."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = self._payload.parts
        if len(parts) == 1 and isinstance(parts[0], Source) and parts[0].asynchronous:
            async for chunk in parts[0].achunks():
                yield chunk
            return
        for chunk in self._payload.chunks():
            yield chunk


@dataclass(eq=False, repr=False)
class Payload:
    """An encoded body: bytes and sources, in order."""

    content_type: str
    parts: tuple[bytes | Source, ...]

    @property
    def replayable(self) -> bool:
        """Whether it can be sent a second time."""
        return all(isinstance(part, bytes) or part.replayable for part in self.parts)

    @property
    def size(self) -> int | None:
        """Its length, where it is known."""
        sizes = [len(p) if isinstance(p, bytes) else p.size for p in self.parts]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    def chunks(self) -> Iterator[bytes]:
        """The body from its beginning."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.chunks()

    def content(self, asynchronous: bool) -> Any:
        """What httpx2 takes as ``content``."""
        if len(self.parts) == 1 and isinstance(self.parts[0], bytes):
            return self.parts[0]
        if asynchronous:
            return _AsyncStream(self)
        if any(isinstance(part, Source) and part.asynchronous for part in self.parts):
            raise RequestValidationError("body: an asynchronous iterable")
        return _Stream(self)


def encode_body(
    body: RequestBody, value: object, content_type: str | None, extra: Any = None
) -> Payload | None:
    """The body to send; None where there is none.

    Args:
        body: The operation's.
        value: A mapping of wire names, a model, or whatever the body's type is.
        content_type: One of the body's media types; None is the first.
        extra: Properties to add to an object, not validated.

    Raises:
        RequestValidationError: The value is not what the document asks for.
    """
    media = content_type or next(iter(body.content))
    documented = _documented(body, media)
    schema, encodings = body.schemas[documented], body.encoding.get(documented, {})
    kind = essence(media)
    absent = value is UNSET or (value is None and not _takes_null(body, kind))
    if absent or (is_object(value) and not says_anything(schema.type, value)):
        if not body.required and not extra:
            return None
        value = {} if absent and _is_object(kind) else value
    try:
        if is_json(kind):
            return Payload(media, (_json(schema, value, extra),))
        if is_sequential(kind) and is_array(value):
            return Payload(media, (_lines(kind, schema, value),))
        if schema.type is File:
            return _raw(media, value)
        if kind == "application/x-www-form-urlencoded":
            pairs = _form(encodings, _properties(schema, value, extra))
            return Payload(media, ("&".join(pairs).encode(),))
        if kind.startswith("multipart/"):
            return _multipart(media, encodings, _properties(schema, value, extra))
    except (PydanticSerializationError, UnicodeError, RecursionError):
        raise RequestValidationError("body: it cannot be written") from None
    return _raw(media, value)


def is_json(kind: str) -> bool:
    """Whether a media type is JSON (RFC 6839 for ``+json``)."""
    return kind.endswith(("/json", "+json"))


def _is_object(kind: str) -> bool:
    form = kind == "application/x-www-form-urlencoded" or kind.startswith("multipart/")
    return form or is_json(kind)


def _takes_null(body: RequestBody, kind: str) -> bool:
    # None is an absent body, unless absent is not allowed and null may be sent.
    return body.required and is_json(kind)


def _documented(body: RequestBody, media: str) -> str:
    """The media type of the document that the one to send falls under."""
    kind = essence(media)
    for key in body.schemas:
        if essence(key) == kind or essence(key) in ("*/*", kind.split("/")[0] + "/*"):
            return key
    known = ", ".join(body.content)
    raise RequestValidationError(f"content_type: expected one of {known}")


def _json(schema: Schema, value: object, extra: Any) -> bytes:
    model = given_model(schema.type, value)
    if model is None:
        model = validated(schema, value, "body")
    if extra:
        dumped = _plain(schema, model)
        return to_json_bytes({**dumped, **extra})
    if isinstance(model, BaseModel):
        text = model.model_dump_json(by_alias=True, exclude_unset=True, warnings=False)
        return text.encode()
    return schema.adapter.dump_json(
        model, by_alias=True, exclude_unset=True, warnings=False
    )


def _lines(kind: str, schema: Schema, value: object) -> bytes:
    """A JSON text on each line; RFC 7464 has a separator before each."""
    items = _plain(schema, validated(schema, value, "body"))
    head = b"\x1e" if kind.endswith("json-seq") else b""
    return b"".join(head + to_json_bytes(item) + b"\n" for item in items)


def _plain(schema: Schema, value: object, exclude: set[str] | None = None) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(
            mode="json",
            by_alias=True,
            exclude_unset=True,
            warnings=False,
            exclude=exclude,
        )
    return schema.adapter.dump_python(
        value, mode="json", by_alias=True, exclude_unset=True, warnings=False
    )


def _properties(schema: Schema, value: object, extra: Any) -> dict[str, Any]:
    """The properties of a form: files as they are, everything else as plain JSON."""
    model = given_model(schema.type, value)
    if model is None:
        model = validated(schema, value, "body")
    if isinstance(model, BaseModel):
        fields = type(model).model_fields
        members = dict(model)
        keys = {n: wire_name(type(model), n) if n in fields else n for n in members}
    elif isinstance(model, Mapping):
        members = dict(cast("Mapping[str, Any]", model))
        keys = {name: name for name in members}
    else:
        raise RequestValidationError("body: expected an object")
    files = {name for name, member in members.items() if _has_files(member)}
    if isinstance(model, BaseModel):
        plain = _plain(schema, model, files)
    else:
        plain = _plain(schema, {n: v for n, v in members.items() if n not in files})
    properties = {
        key: members[name] if name in files else plain[key]
        for name, key in keys.items()
        if name in files or key in plain
    }
    return {**properties, **(extra or {})}


def _has_files(value: object) -> bool:
    if is_array(value):
        items = value
        return bool(items) and all(is_file(item) for item in items)
    return is_file(value)


def _form(
    encodings: Mapping[str, Encoding], properties: Mapping[str, Any]
) -> Iterator[str]:
    for name, value in properties.items():
        encoding = encodings.get(name, Encoding())
        yield from _form_property(name, value, encoding)


def _form_property(name: str, value: Any, encoding: Encoding) -> list[str]:
    if not _is_styled(encoding):
        # Without a style, what is not primitive is JSON (OpenAPI 3.2, 4.15.1.1).
        value = to_json_bytes(value).decode() if is_object(value) else value
    style, explode = encoding.style or "form", _exploded(encoding)
    return form_pairs(name, value, style, explode, encoding.allow_reserved)


def _multipart(
    media: str, encodings: Mapping[str, Encoding], properties: Mapping[str, Any]
) -> Payload:
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    for name, value in properties.items():
        encoding = encodings.get(name, Encoding())
        if _is_styled(encoding) and not _has_files(value):
            items = _styled(name, value, encoding)
            # What has a style is text, whatever type is said (OpenAPI 3.2, 4.15.1.2).
            encoding = replace(encoding, content_type=None)
        else:
            items = [(name, item) for item in (value if is_array(value) else [value])]
        for key, item in items:
            head, content = _part(key, item, encoding)
            parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{essence(media)}; boundary={boundary}", tuple(parts))


def _is_styled(encoding: Encoding) -> bool:
    given = encoding.style is not None or encoding.explode is not None
    return given or encoding.allow_reserved


def _exploded(encoding: Encoding) -> bool:
    if encoding.explode is not None:
        return encoding.explode
    return encoding.style in (None, "form", "deepObject")


def _styled(name: str, value: Any, encoding: Encoding) -> list[tuple[str, Any]]:
    """The names and texts of the parts of a property: not percent-encoded."""
    style, explode = encoding.style or "form", _exploded(encoding)
    pairs = query_pairs(name, value, style, explode)
    if pairs and style == "form" and not explode:
        return [(name, header_text(name, value, style, explode))]
    split = [pair.partition("=") for pair in pairs]
    return [(unquote(key), unquote(text)) for key, _, text in split]


def _part(name: str, item: Any, encoding: Encoding) -> tuple[str, bytes | Source]:
    """The header lines and the content of one part (RFC 7578)."""
    lines = [f'Content-Disposition: form-data; name="{_escaped(name)}"']
    content: bytes | Source
    headers = dict(encoding.headers)
    content_type = encoding.content_type
    if content_type and ("," in content_type or "*" in content_type):
        content_type = None  # a list or a range of what may be sent
    if is_file(item):
        file_name, source, own_type, own_headers = _file(item)
        content = source
        lines[0] += f'; filename="{_escaped(file_name or name)}"'
        content_type = own_type or content_type or "application/octet-stream"
        headers |= own_headers
    elif is_object(item) or is_array(item):
        content = to_json_bytes(item)
        content_type = content_type or "application/json"
    else:
        text = item if isinstance(item, str) else to_json_bytes(item).decode()
        content = text.encode()
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{key}: {value}" for key, value in headers.items()]
    if any(re.search(r"[\r\n\0]", line) for line in lines):
        raise RequestValidationError(f"{name}: a line break in a part's header")
    return "\r\n".join(lines), content


def _file(item: Any) -> tuple[str | None, Source, str | None, Mapping[str, str]]:
    if isinstance(item, tuple):
        given: tuple[Any, ...] = cast(Any, item)
        absent: tuple[Any, ...] = (None, {})
        name, content, content_type, headers = given + absent[len(given) - 2 :]
        return name, Source(content), content_type, headers
    source = Source(item)
    return source.name, source, None, {}


def _escaped(text: str) -> str:
    # WHATWG HTML, 4.10.21.8 Multipart form data.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _raw(media: str, value: Any) -> Payload:
    if "*" in media:  # a range is nothing to send
        text = media.startswith("text/")
        media = "text/plain" if text else "application/octet-stream"
    if isinstance(value, str):
        charset = re.search(r'charset="?([\w-]+)', media)
        try:
            return Payload(media, (value.encode(charset[1] if charset else "utf-8"),))
        except (LookupError, UnicodeError):
            raise RequestValidationError(f"body: it does not fit {media}") from None
    if isinstance(value, bytes):
        return Payload(media, (value,))
    _, source, own_type, _ = _file(value)
    return Payload(own_type or media, (source,))
