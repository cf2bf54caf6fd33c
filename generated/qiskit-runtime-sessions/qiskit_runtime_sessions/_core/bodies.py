"""Request bodies: what the caller gave -> bytes or a stream, by media type."""

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

from .arguments import given_model, says_anything, validated
from .errors import RequestValidationError
from .json_values import (
    FORM,
    UNSET,
    essence,
    is_array,
    is_json,
    is_object,
    is_sequential,
    to_text,
)
from .model import BYTES, File, Model, is_file, wire_names
from .operation import WIRE, Encoding, RequestBody, Schema
from .styles import form_pairs, header_text, query_pairs
from .sync_bridge import each

CHUNK = 64 * 1024


@dataclass(eq=False)
class Source:
    """Something to send in pieces, for each attempt anew where it can be replayed."""

    read: Callable[[], Iterable[bytes] | AsyncIterable[bytes]]
    size: int | None = None
    name: str | None = None
    replayable: bool = True
    asynchronous: bool = False


def source_of(content: Any) -> Source:
    """What bytes, an open binary file, a path or an iterable of bytes give; an
    asynchronous iterable is for the asynchronous client.

    Raises:
        RequestValidationError: It is none of these, or a path that leads nowhere.
    """
    if isinstance(content, BYTES):
        mutable = isinstance(content, bytearray)
        whole = content if mutable else _piece(cast(object, content))
        starts = range(0, len(whole), CHUNK)
        return Source(lambda: (bytes(whole[i : i + CHUNK]) for i in starts), len(whole))
    if isinstance(content, os.PathLike):
        return _of_path(Path(cast("os.PathLike[str]", content)))
    if isinstance(content, str | io.TextIOBase):
        raise RequestValidationError("body: a file must be opened in binary mode")
    if hasattr(content, "read"):
        return _of_file(content)
    if isinstance(content, AsyncIterable):
        stream = cast(AsyncIterable[object], content)
        pieces = (_piece(piece) async for piece in stream)
        return Source(lambda: pieces, replayable=False, asynchronous=True)
    if isinstance(content, Iterable) and not isinstance(content, Mapping):
        again = isinstance(content, list | tuple)
        items = cast(Iterable[object], content)
        items = [_piece(item) for item in items] if again else items
        return Source(lambda: map(_piece, items), replayable=again)
    raise RequestValidationError("body: expected text, bytes, a file or a path")


def _piece(content: object) -> bytes:
    if not isinstance(content, BYTES):
        raise RequestValidationError("body: expected pieces of bytes")
    return bytes(cast(bytes, content))


def _of_path(path: Path) -> Source:
    def read() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")

    try:
        return Source(read, path.stat().st_size, path.name)
    except OSError as error:
        problem = f"body: {path.name}: {error.strerror}"
    raise RequestValidationError(problem)


def _of_file(file: Any) -> Source:
    """An open file from where it stands, again and again if it can be sought in."""
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
        yield from iter(lambda: file.read(CHUNK), b"")

    name = getattr(file, "name", None)
    name = Path(name).name if isinstance(name, str) else None
    return Source(read, size, name, replayable=start is not None)


@dataclass(eq=False, repr=False)
class Payload:
    """An encoded body: bytes and sources, in order."""

    content_type: str
    parts: list[bytes | Source]

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

    def content(self, asynchronous: bool) -> Any:
        """What httpx2 takes as ``content``."""
        if len(self.parts) == 1 and isinstance(self.parts[0], bytes):
            return self.parts[0]
        if asynchronous:
            return self
        if any(isinstance(part, Source) and part.asynchronous for part in self.parts):
            raise RequestValidationError("body: an asynchronous iterable")
        return _Threaded(self)

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        for part in self.parts:
            pieces = [part] if isinstance(part, bytes) else part.read()
            if isinstance(pieces, AsyncIterable):
                async for piece in pieces:
                    yield piece
            else:
                for piece in pieces:
                    yield piece


@dataclass(eq=False)
class _Threaded:
    """A body for the synchronous client."""

    payload: Payload

    def __iter__(self) -> Iterator[bytes]:
        return each(self.payload.__aiter__())


def encode_body(
    body: RequestBody, value: object, content_type: str | None, extra: Any = None
) -> Payload | None:
    """The body to send; None where there is none.

    The value is a mapping of wire names, a model, or whatever the body's type is; None
    as content type is the first. ``extra`` properties are not validated.

    Raises:
        RequestValidationError: The value is not what the document asks for.
    """
    media = content_type or next(iter(body.content))
    documented = _documented(body, media)
    schema, encodings = body.schemas[documented], body.encoding.get(documented, {})
    kind = essence(media)
    is_form = kind == FORM or kind.startswith("multipart/")
    # None is an absent body, unless absent is not allowed and null may be sent.
    null = value is None and body.required and is_json(kind)
    absent = value is UNSET or (value is None and not null)
    if absent or (is_object(value) and not says_anything(schema.type, value)):
        if not body.required and not extra:
            return None
        value = {} if absent and (is_form or is_json(kind)) else value
    try:
        if schema.type is File:
            return _raw(media, value)
        if is_json(kind):
            return Payload(media, [_json(schema, value, extra)])
        if is_sequential(kind) and is_array(value):
            return Payload(media, [_lines(kind, schema, value)])
        if not is_form:
            return _raw(media, value)
        properties = _properties(schema, value, extra)
        encoded = {name: encodings.get(name, Encoding()) for name in properties}
        if kind == FORM:
            pairs = (
                p
                for n, e in encoded.items()
                for p in form_property(n, properties[n], e)
            )
            return Payload(media, ["&".join(pairs).encode()])
        return _multipart(media, properties, encoded)
    except (PydanticSerializationError, UnicodeError, RecursionError):
        raise RequestValidationError("body: it cannot be written") from None


def _documented(body: RequestBody, media: str) -> str:
    """The media type of the document that the one to send falls under."""
    kind = essence(media)
    for key in body.schemas:
        if essence(key) in (kind, "*/*", kind.split("/")[0] + "/*"):
            return key
    known = ", ".join(body.content)
    raise RequestValidationError(f"content_type: expected one of {known}")


def _checked(schema: Schema, value: object) -> Any:
    model = given_model(schema.type, value)
    return validated(schema, value, "body") if model is None else model


def _json(schema: Schema, value: object, extra: Any) -> bytes:
    checked = _checked(schema, value)
    if extra:
        plain = schema.plain(checked)
        if not is_object(plain):
            raise RequestValidationError("extra_body: the body is no object")
        return to_text({**plain, **extra}).encode()
    if isinstance(checked, Model):
        return checked.to_json().encode()
    return schema.adapter.dump_json(checked, **WIRE)


def _lines(kind: str, schema: Schema, value: object) -> bytes:
    """A JSON text on each line; RFC 7464 has a separator before each."""
    head = "\x1e" if kind.endswith("json-seq") else ""
    items = schema.plain(validated(schema, value, "body"))
    return "".join(f"{head}{to_text(item)}\n" for item in items).encode()


def _properties(schema: Schema, value: object, extra: Any) -> dict[str, Any]:
    """The properties of a form: files as they are, everything else as plain JSON."""
    checked = _checked(schema, value)
    if not isinstance(checked, Model | Mapping):
        raise RequestValidationError("body: expected an object")
    members = dict(cast("Mapping[str, Any]", checked))
    files = {name for name, member in members.items() if _has_files(member)}
    keys: dict[str, str] = {}
    if isinstance(checked, Model):
        keys = {name: wire for wire, name in wire_names(type(checked)).items()}
        plain = checked.model_dump(mode="json", exclude=files, **WIRE)
    else:
        plain = schema.plain({n: v for n, v in members.items() if n not in files})
    found = {keys.get(n, n): (n, member) for n, member in members.items()}
    return {
        key: member if name in files else plain[key]
        for key, (name, member) in found.items()
        if name in files or key in plain
    } | (extra or {})


def _has_files(value: object) -> bool:
    if is_array(value):
        return bool(value) and all(is_file(item) for item in value)
    return is_file(value)


def form_property(name: str, value: Any, encoding: Encoding) -> list[str]:
    """The pairs of one property of a form."""
    if not encoding.styled and is_object(value):
        # Without a style, what is not primitive is JSON (OpenAPI 3.2, 4.15.1.1).
        value = to_text(value)
    return form_pairs(name, value, encoding.written)


def _multipart(
    media: str, properties: Mapping[str, Any], encodings: Mapping[str, Encoding]
) -> Payload:
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    for name, value in properties.items():
        encoding = encodings[name]
        items = [(name, item) for item in (value if is_array(value) else [value])]
        if encoding.styled and not _has_files(value):
            items = _styled(name, value, encoding)
            # What has a style is text, whatever type is said (OpenAPI 3.2, 4.15.1.2).
            encoding = replace(encoding, content_type=None)
        for key, item in items:
            head, content = _part(key, item, encoding)
            parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{essence(media)}; boundary={boundary}", parts)


def _styled(name: str, value: Any, encoding: Encoding) -> list[tuple[str, Any]]:
    """The names and texts of the parts of a property: not percent-encoded."""
    style = encoding.written._replace(reserved=False)
    pairs = query_pairs(name, value, style)
    if pairs and style.name == "form" and not style.explode:
        return [(name, header_text(name, value, style))]
    split = [pair.partition("=") for pair in pairs]
    return [(unquote(key), unquote(text)) for key, _, text in split]


def _part(name: str, item: Any, encoding: Encoding) -> tuple[str, bytes | Source]:
    """The header lines and the content of one part (RFC 7578)."""
    disposition = f'form-data; name="{_escaped(name)}"'
    content: bytes | Source
    content_type, headers = encoding.content_type or "", dict(encoding.headers)
    if "," in content_type or "*" in content_type:
        content_type = ""  # a list or a range of what may be sent
    if is_file(item):
        file_name, content, own_type, own_headers = _file(item)
        headers |= own_headers
        disposition += f'; filename="{_escaped(file_name or name)}"'
        content_type = own_type or content_type or "application/octet-stream"
    else:
        content = (item if isinstance(item, str) else to_text(item)).encode()
        if is_object(item) or is_array(item):
            content_type = content_type or "application/json"
    lines = [f"Content-Disposition: {disposition}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{key}: {value}" for key, value in headers.items()]
    if any(re.search(r"[\r\n\0]", line) for line in lines):
        raise RequestValidationError(f"{name}: a line break in a part's header")
    return "\r\n".join(lines), content


def _file(item: Any) -> tuple[str | None, Source, str | None, Mapping[str, str]]:
    """The name of a file, its content, its type, and headers of its part of a form."""
    if isinstance(item, tuple):
        parts: tuple[Any, ...] = (*cast(Any, item), None, None)
        name, content, content_type, headers = parts[:4]
        return name, source_of(content), content_type, headers or {}
    source = source_of(item)
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
            return Payload(media, [value.encode(charset[1] if charset else "utf-8")])
        except (LookupError, UnicodeError):
            raise RequestValidationError(f"body: it does not fit {media}") from None
    if isinstance(value, bytes):
        return Payload(media, [value])
    _, source, own_type, _ = _file(value)
    return Payload(own_type or media, [source])
