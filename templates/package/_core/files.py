"""Files, and other content of requests that is sent as it is."""

import io
import mimetypes
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated, Any, TypeAlias, cast

from pydantic.functional_validators import PlainValidator
from pydantic_core import PydanticCustomError

from .bodies import BodySchema, Payload
from .errors import RequestValidationError
from .json_values import essence, is_json
from .media_types import matching_media_types
from .sync_iteration import iterate_sync

BINARY = "application/octet-stream"
_CHUNK_SIZE = 64 * 1024

FileContent: TypeAlias = bytes | IO[bytes] | os.PathLike[str]
"""Bytes, an open binary file, or the path of a file."""

BYTES = (bytes, bytearray, memoryview)


def is_file(value: object) -> bool:
    """Return whether the value is of the type :data:`File`."""
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        return (
            len(parts) in (2, 3, 4)
            and all(isinstance(text, str) for text in (parts[0], *parts[2:3]))
            and is_file(parts[1])
            and not isinstance(parts[1], tuple)
            and all(isinstance(headers, Mapping) for headers in parts[3:])
        )
    return isinstance(value, (*BYTES, os.PathLike)) or hasattr(value, "read")


def _check_file(value: Any) -> Any:
    if isinstance(value, str) or is_file(value):
        return value
    raise PydanticCustomError("file", "Input should be bytes, an open file or a path")


File: TypeAlias = Annotated[
    FileContent
    | tuple[str, FileContent]
    | tuple[str, FileContent, str]
    | tuple[str, FileContent, str, Mapping[str, str]],
    PlainValidator(_check_file),
]
"""A file to send: its content (bytes, an open binary file or a path), or a tuple of
file name, content and optionally content type and headers of the form part."""


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
class StreamedPayload(Payload):
    """A body that is the concatenation of its parts."""

    parts: list[bytes | Source] = field(default_factory=list[bytes | Source])

    @property
    def replayable(self) -> bool:
        return all(isinstance(part, bytes) or part.replayable for part in self.parts)

    @property
    def size(self) -> int | None:
        sizes = [len(p) if isinstance(p, bytes) else p.size for p in self.parts]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    def sent(self, asynchronous: bool) -> Any:
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

    payload: StreamedPayload

    def __iter__(self) -> Iterator[bytes]:
        return iterate_sync(self.payload.__aiter__())


def open_file(item: Any) -> tuple[str | None, Source, str | None, Mapping[str, str]]:
    """Return name, content, content type and part headers of a file."""
    if isinstance(item, tuple):
        fields: tuple[Any, ...] = (*cast(Any, item), None, None)
        name, content, content_type, headers = fields[:4]
        return name, source_of(content), content_type, headers or {}
    source = source_of(item)
    return source.name, source, None, {}


def specific_type(documented: str, name: str | None) -> str:
    """Return the media type of a file where the document leaves a choice.

    Args:
        documented: A media type; a range, or several of them with commas between.
        name: Name of the file, whose ending is the type of a file in a narrow range.

    Returns:
        "" if neither the name nor a general type says it.
    """
    choices = documented.split(",")
    if "*" not in documented and not choices[1:]:
        return documented
    guessed, compression = mimetypes.guess_type(name or "", strict=False)
    by_name = [guessed] if guessed and not compression and documented != "*/*" else []
    known = (*by_name, BINARY, "text/plain")
    return next((each for each in known if matching_media_types(each, choices)), "")


def _payload(content_type: str, value: Any) -> Payload:
    """Return text, bytes or a file as the body.

    Raises:
        RequestValidationError: It is something else, or the media type is not known.
    """
    media = essence(content_type)
    name, source, file_type = None, None, None
    if not isinstance(value, str | bytes):
        name, source, file_type, _ = open_file(value)
    elif isinstance(value, str) and media == "*/*":
        file_type = "text/plain"
    sent = file_type or specific_type(content_type, name)
    if "*" in media and ("*" in sent or not matching_media_types(sent, [media])):
        raise RequestValidationError(
            f"content_type: the body needs a content type that is in {media}, by this"
            " argument or with the file: (name, content, content_type)"
        )
    if source is not None:
        return StreamedPayload(sent, parts=[source])
    if isinstance(value, bytes):
        return Payload(sent, value)
    charset = re.search(r'charset="?([\w-]+)', sent)
    try:
        return Payload(sent, value.encode(charset[1] if charset else "utf-8"))
    except (LookupError, UnicodeError):
        message = f"body: the text cannot be encoded as {sent}"
    raise RequestValidationError(message)


class RawBody(BodySchema):
    """Text, bytes or a file, sent as they are."""

    absent = None
    accepts_null = False

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        if extra:
            raise RequestValidationError("extra_body: the body is not an object")
        return _payload(content_type, value)


class RangeBody(BodySchema):
    """A value of any media type: text and files as they are, everything else as JSON."""

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        media = essence(content_type)
        if not is_file(value) and not isinstance(value, Iterator | AsyncIterable):
            value = self.to_json_value(self.validated(value))
            if not isinstance(value, str) or is_json(media) or media == "application/*":
                media = "application/json" if "*" in media else content_type
                return super().encode(media, value, extra)
        if extra:
            raise RequestValidationError("extra_body: the body is not an object")
        return _payload(content_type, value)
