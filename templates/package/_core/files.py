"""The content of files and bodies: where it comes from and how it is read in pieces."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from .errors import RequestValidationError

__all__ = ["FileContent", "FileType", "Source", "is_file"]

FileContent: TypeAlias = bytes | IO[bytes] | os.PathLike[str]
"""Bytes, an open binary file, or the path of one."""

FileType: TypeAlias = (
    FileContent
    | tuple[str, FileContent]
    | tuple[str, FileContent, str]
    | tuple[str, FileContent, str, Mapping[str, str]]
)
"""A file's content; with its name, content type, and headers of its part of a form."""

CHUNK = 64 * 1024
_BYTES = (bytes, bytearray, memoryview)


def is_file(value: object) -> bool:
    """Whether the value is one of the kinds of :data:`FileType`."""
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        return (
            len(parts) in (2, 3, 4)
            and all(isinstance(name, str) for name in (parts[0], *parts[2:3]))
            and is_file(parts[1])
            and not isinstance(parts[1], tuple)
            and all(isinstance(headers, Mapping) for headers in parts[3:])
        )
    return isinstance(value, (*_BYTES, os.PathLike)) or hasattr(value, "read")


class Source:
    """Something to send, read in pieces, again for each attempt where that works.

    Args:
        content: Bytes, an open binary file, a path, or an iterable of bytes; an
            asynchronous iterable for the asynchronous client.

    Raises:
        RequestValidationError: It is none of these.
    """

    def __init__(self, content: object) -> None:
        if isinstance(content, str | io.TextIOBase):
            raise RequestValidationError("body: a file must be opened in binary mode")
        if isinstance(content, memoryview):
            content = bytes(cast(bytes, content))
        elif isinstance(content, list | tuple):
            content = [_piece(piece) for piece in cast("list[object]", content)]
        self._content: Any = content
        self._start = _position(content)
        self.name = _name(content)
        self.size = self._measure()
        self.asynchronous = isinstance(content, AsyncIterable)
        several = isinstance(content, Iterable | AsyncIterable)
        if isinstance(content, Mapping) or not (is_file(content) or several):
            raise RequestValidationError("body: expected bytes, a file or a path")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, size={self.size})"

    @property
    def replayable(self) -> bool:
        """Whether it can be read a second time."""
        content = self._content
        if hasattr(content, "read"):
            return self._start is not None
        return isinstance(content, bytes | bytearray | os.PathLike | list)

    def chunks(self) -> Iterator[bytes]:
        """The content from its beginning, in pieces of bounded size."""
        content = self._content
        if isinstance(content, bytes | bytearray):
            for start in range(0, len(content), CHUNK):
                yield bytes(content[start : start + CHUNK])
        elif isinstance(content, os.PathLike):
            with open(cast("os.PathLike[str]", content), "rb") as file:
                yield from iter(lambda: file.read(CHUNK), b"")
        elif hasattr(content, "read"):
            if self._start is not None:
                content.seek(self._start)
            yield from iter(lambda: content.read(CHUNK), b"")
        else:
            yield from map(_piece, content)

    async def achunks(self) -> AsyncIterator[bytes]:
        """The content of an asynchronous iterable."""
        async for piece in self._content:
            yield _piece(piece)

    def _measure(self) -> int | None:
        content = self._content
        if isinstance(content, bytes | bytearray):
            return len(content)
        if isinstance(content, os.PathLike):
            return _size_of_file(cast("os.PathLike[str]", content))
        if self._start is None:
            return None
        end = int(content.seek(0, os.SEEK_END))
        content.seek(self._start)
        return end - self._start


def _piece(content: object) -> bytes:
    if not isinstance(content, _BYTES):
        raise RequestValidationError("body: expected pieces of bytes")
    return bytes(cast(bytes, content))


def _size_of_file(path: os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_size
    except OSError as error:
        reason = error.strerror
    raise RequestValidationError(f"body: {Path(path).name}: {reason}")


def _position(content: Any) -> int | None:
    if not hasattr(content, "read"):
        return None
    try:
        return int(content.tell()) if content.seekable() else None
    except (AttributeError, OSError):
        return None


def _name(content: Any) -> str | None:
    if isinstance(content, os.PathLike):
        return Path(cast("os.PathLike[str]", content)).name
    name = getattr(content, "name", None)
    return Path(name).name if isinstance(name, str) else None
