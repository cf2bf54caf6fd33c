"""Request bodies: encodes the argument as bytes or a stream, by media type."""

import io
import os
import re
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from pydantic_core import PydanticSerializationError

from .errors import RequestValidationError
from .json_values import (
    FORM,
    UNSET,
    dump_json,
    essence,
    is_array,
    is_json,
    is_object,
    is_sequential,
    scalar_text,
)
from .model import BYTES, File, Model, is_file, wire_names
from .operation import WIRE, Encoding, RequestBody, Schema
from .styles import form_pairs, header_text, query_pairs
from .sync_bridge import iterate_sync
from .type_inspection import writes_base64
from .validation import build_model, has_arguments, validate, without_others

_CHUNK_SIZE = 64 * 1024


@dataclass(eq=False)
class Source:
    """Content that is sent in chunks.

    Args:
        read: Returns the chunks; called again for each attempt.
        size: Length in bytes, if known.
        name: File name, if known.
        replayable: Whether ``read`` can be called more than once.
        asynchronous: Whether ``read`` returns an asynchronous iterable.
    """

    read: Callable[[], Iterable[bytes] | AsyncIterable[bytes]]
    size: int | None = None
    name: str | None = None
    replayable: bool = True
    asynchronous: bool = False


def source_of(content: Any) -> Source:
    """Return a source for bytes, an open binary file, a path, or an iterable of bytes.

    Raises:
        RequestValidationError: The content is none of these, or the file of the path
            cannot be read.
    """
    if isinstance(content, BYTES):
        data = (
            content if isinstance(content, bytearray) else _chunk(cast(object, content))
        )
        starts = range(0, len(data), _CHUNK_SIZE)
        return Source(
            lambda: (bytes(data[i : i + _CHUNK_SIZE]) for i in starts), len(data)
        )
    if isinstance(content, os.PathLike):
        return _path_source(Path(cast("os.PathLike[str]", content)))
    if isinstance(content, str | io.TextIOBase):
        raise RequestValidationError("body: files must be opened in binary mode")
    if hasattr(content, "read"):
        return _file_source(content)
    if isinstance(content, AsyncIterable):
        stream = cast(AsyncIterable[object], content)
        chunks = (_chunk(chunk) async for chunk in stream)
        return Source(lambda: chunks, replayable=False, asynchronous=True)
    if isinstance(content, Iterable) and not isinstance(content, Mapping):
        replayable = isinstance(content, list | tuple)
        items = cast(Iterable[object], content)
        items = [_chunk(item) for item in items] if replayable else items
        return Source(lambda: map(_chunk, items), replayable=replayable)
    raise RequestValidationError("body: expected text, bytes, a file or a path")


def _chunk(content: object) -> bytes:
    if not isinstance(content, BYTES):
        raise RequestValidationError("body: expected an iterable of bytes")
    return bytes(cast(bytes, content))


def _path_source(path: Path) -> Source:
    def read() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(_CHUNK_SIZE), b"")

    try:
        return Source(read, path.stat().st_size, path.name)
    except OSError as error:
        problem = f"body: {path.name}: {error.strerror}"
    raise RequestValidationError(problem)


def _file_source(file: Any) -> Source:
    """Return a source that reads an open file from its current position."""
    size = None
    try:
        start = int(file.tell()) if file.seekable() else None
    except (AttributeError, OSError):
        start = None
    if start is not None:
        size = int(file.seek(0, os.SEEK_END)) - start
        file.seek(start)

    def read() -> Iterator[bytes]:
        if start is not None:
            file.seek(start)
        yield from iter(lambda: file.read(_CHUNK_SIZE), b"")

    name = getattr(file, "name", None)
    name = Path(name).name if isinstance(name, str) else None
    return Source(read, size, name, replayable=start is not None)


@dataclass(eq=False, repr=False)
class Payload:
    """An encoded body: the concatenation of its parts."""

    content_type: str
    parts: list[bytes | Source]

    @property
    def replayable(self) -> bool:
        """Whether the body can be sent more than once."""
        return all(isinstance(part, bytes) or part.replayable for part in self.parts)

    @property
    def size(self) -> int | None:
        """Length in bytes, or None if it is unknown."""
        sizes = [len(p) if isinstance(p, bytes) else p.size for p in self.parts]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    def content(self, asynchronous: bool) -> Any:
        """Return the body as httpx2 takes it for ``content``."""
        if len(self.parts) == 1 and isinstance(self.parts[0], bytes):
            return self.parts[0]
        if asynchronous:
            return self
        if any(isinstance(part, Source) and part.asynchronous for part in self.parts):
            raise RequestValidationError(
                "body: an asynchronous iterable needs the asynchronous client"
            )
        return _SyncContent(self)

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        for part in self.parts:
            chunks = [part] if isinstance(part, bytes) else part.read()
            if isinstance(chunks, AsyncIterable):
                async for chunk in chunks:
                    yield chunk
            else:
                for chunk in chunks:
                    yield chunk


@dataclass(eq=False)
class _SyncContent:
    """A body as an iterable for the synchronous client."""

    payload: Payload

    def __iter__(self) -> Iterator[bytes]:
        return iterate_sync(self.payload.__aiter__())


def encode_body(
    body: RequestBody, value: object, content_type: str | None, extra: Any = None
) -> Payload | None:
    """Return the body to send, or None if there is none.

    Args:
        body: Documented request body.
        value: Mapping of property names, a model, or a value of the body's type.
        content_type: Media type to send; None is the first of the document.
        extra: Additional properties of an object, which are not validated.

    Raises:
        RequestValidationError: The value or the content type is invalid.
    """
    content_type = content_type or next(iter(body.content))
    documented = _documented_type(body, content_type)
    schema, encodings = body.schemas[documented], body.encoding.get(documented, {})
    if is_object(value) and len(body.schemas) > 1:
        value = without_others(value, schema, body.schemas.values())
    media = essence(content_type)
    is_form = media == FORM or media.startswith("multipart/")
    # None is sent as null only if the body is required; otherwise the body is absent.
    null = value is None and body.required and is_json(media)
    absent = value is UNSET or (value is None and not null)
    if absent or (is_object(value) and not has_arguments(schema.type, value)):
        if not body.required and not extra:
            return None
        value = {} if absent and (is_form or is_json(media)) else value
    try:
        if schema.type is File:
            return _raw_payload(content_type, value)
        if is_json(media):
            return Payload(content_type, [_json(schema, value, extra)])
        if is_sequential(media) and is_array(value):
            return Payload(content_type, [_json_lines(media, schema, value)])
        if not is_form:
            return _raw_payload(content_type, value)
        properties = _form_properties(schema, value, extra, has_files=media != FORM)
        encoded = {name: encodings.get(name, Encoding()) for name in properties}
        if media != FORM:
            return _multipart(media, properties, encoded)
        pairs = [
            p for n, e in encoded.items() for p in form_property(n, properties[n], e)
        ]
        return Payload(content_type, ["&".join(pairs).encode()])
    except (PydanticSerializationError, UnicodeError, RecursionError):
        raise RequestValidationError("body: the value cannot be encoded") from None


def _documented_type(body: RequestBody, content_type: str) -> str:
    """Return the documented media type or range that a content type matches."""
    media = essence(content_type)
    keys = {essence(key): key for key in reversed(body.schemas)}
    for pattern in (media, media.split("/")[0] + "/*", "*/*"):  # the most specific one
        if pattern in keys:
            return keys[pattern]
    known = ", ".join(body.content)
    raise RequestValidationError(f"content_type: expected one of {known}")


def _validate_body(schema: Schema, value: object) -> Any:
    model = build_model(schema.type, value)
    return validate(schema, value, "body") if model is None else model


def _json(schema: Schema, value: object, extra: Any) -> bytes:
    valid = _validate_body(schema, value)
    if extra:
        properties = schema.to_json_value(valid)
        if not is_object(properties):
            raise RequestValidationError("extra_body: the body is not an object")
        return dump_json({**properties, **extra}).encode()
    if isinstance(valid, Model):
        return valid.to_json().encode()
    return schema.adapter.dump_json(valid, **WIRE)


def _json_lines(media: str, schema: Schema, value: object) -> bytes:
    """Return a JSON text per line, each after a record separator in RFC 7464."""
    separator = "\x1e" if media.endswith("json-seq") else ""
    items = schema.to_json_value(validate(schema, value, "body"))
    return "".join(f"{separator}{dump_json(item)}\n" for item in items).encode()


def _form_properties(
    schema: Schema, value: object, extra: Any, has_files: bool
) -> dict[str, Any]:
    """Return the properties by wire name: files unchanged, others as JSON values."""
    valid = _validate_body(schema, value)
    if not isinstance(valid, Model | Mapping):
        raise RequestValidationError("body: expected an object")
    members = dict(cast("Mapping[str, Any]", valid))
    owner = type(valid) if isinstance(valid, Model) else schema.type
    files = {
        name
        for name, member in members.items()
        if has_files and _has_files(member) and not writes_base64(owner, name)
    }
    wires: dict[str, str] = {}
    if isinstance(valid, Model):
        wires = {name: wire for wire, name in wire_names(type(valid)).items()}
        values = valid.model_dump(mode="json", exclude=files, **WIRE)
    else:
        others = {n: v for n, v in members.items() if n not in files}
        values = schema.to_json_value(others)
    found: dict[str, Any] = {}
    for name, member in members.items():
        wire = wires.get(name, name)
        if name in files or wire in values:
            found[wire] = member if name in files else values[wire]
    return found | (extra or {})


def _has_files(value: object) -> bool:
    if is_array(value):
        return bool(value) and all(is_file(item) for item in value)
    return is_file(value)


def form_property(name: str, value: Any, encoding: Encoding) -> list[str]:
    """Return the ``name=value`` pairs of one property of a form."""
    if not encoding.has_style and is_object(value):
        # Without a style, objects are written as JSON (OpenAPI 3.2, 4.15.1.1).
        value = dump_json(value)
    return form_pairs(name, value, encoding.effective_style)


def _multipart(
    media: str, properties: Mapping[str, Any], encodings: Mapping[str, Encoding]
) -> Payload:
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    for name, value in properties.items():
        encoding = encodings[name]
        items = [(name, item) for item in (value if is_array(value) else [value])]
        if encoding.has_style and not _has_files(value):
            items = _styled_parts(name, value, encoding)
            # A style makes contentType irrelevant (OpenAPI 3.2, 4.15.1.2).
            encoding = replace(encoding, content_type=None)
        for key, item in items:
            header, content = _part(key, item, encoding)
            parts += [f"--{boundary}\r\n{header}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{media}; boundary={boundary}", parts)


def _styled_parts(name: str, value: Any, encoding: Encoding) -> list[tuple[str, Any]]:
    """Return name and text of each part of a property, not percent-encoded."""
    style = encoding.effective_style._replace(reserved=False)
    pairs = query_pairs(name, value, style)
    if pairs and style.name == "form" and not style.explode:
        return [(name, header_text(name, value, style))]
    split = [pair.partition("=") for pair in pairs]
    return [(unquote(key), unquote(text)) for key, _, text in split]


def _part(name: str, item: Any, encoding: Encoding) -> tuple[str, bytes | Source]:
    """Return the header lines and the content of one part (RFC 7578)."""
    disposition = f'form-data; name="{_escape(name)}"'
    content: bytes | Source
    content_type, headers = encoding.content_type or "", dict(encoding.headers)
    if "," in content_type or "*" in content_type:
        content_type = ""  # several media types or a range are allowed
    if is_file(item):
        file_name, content, file_type, file_headers = _open_file(item)
        headers |= file_headers
        disposition += f'; filename="{_escape(file_name or name)}"'
        content_type = file_type or content_type or "application/octet-stream"
    else:
        content = scalar_text(item).encode()
        if is_object(item) or is_array(item):
            content_type = content_type or "application/json"
    lines = [f"Content-Disposition: {disposition}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{key}: {value}" for key, value in headers.items()]
    if any(re.search(r"[\r\n\0]", line) for line in lines):
        raise RequestValidationError(f"{name}: line break in a header of its part")
    return "\r\n".join(lines), content


def _open_file(item: Any) -> tuple[str | None, Source, str | None, Mapping[str, str]]:
    """Return name, content, content type and part headers of a file."""
    if isinstance(item, tuple):
        fields: tuple[Any, ...] = (*cast(Any, item), None, None)
        name, content, content_type, headers = fields[:4]
        return name, source_of(content), content_type, headers or {}
    source = source_of(item)
    return source.name, source, None, {}


def _escape(text: str) -> str:
    # WHATWG HTML, 4.10.21.8 Multipart form data.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _raw_payload(content_type: str, value: Any) -> Payload:
    """Return text, bytes or a file as they are."""
    if "*" in content_type:  # a range cannot be sent
        is_text = content_type.startswith("text/")
        content_type = "text/plain" if is_text else "application/octet-stream"
    if isinstance(value, str):
        charset = re.search(r'charset="?([\w-]+)', content_type)
        encoding = charset[1] if charset else "utf-8"
        try:
            return Payload(content_type, [value.encode(encoding)])
        except (LookupError, UnicodeError):
            message = f"body: the text cannot be encoded as {content_type}"
            raise RequestValidationError(message) from None
    if isinstance(value, bytes):
        return Payload(content_type, [value])
    _, source, file_type, _ = _open_file(value)
    return Payload(file_type or content_type, [source])
