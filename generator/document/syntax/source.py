"""Read a file as text: of bounded size, in any encoding of Unicode."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from generator.diagnostics.model import DocumentError, Place, fatal_error
from generator.document.limits import MAX_BYTES
from generator.document.syntax.parse_result import NEWLINE
from generator.text import excerpt

__all__ = ["Source", "read_file"]

_EXCERPT_WIDTH = 96
_MAX_SPAN = 60
# The usual line break; it is found in half the time of `NEWLINE`.
_LINE_FEED = re.compile("\n")


@dataclass(frozen=True)
class Source:
    """The text of one file.

    `name` is the path or address as the user knows it, `digest` the SHA-256 of the
    bytes in hexadecimal.
    """

    name: str
    text: str = field(repr=False)
    syntax: Literal["json", "yaml"]
    digest: str

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Source:
        """Return the source of a file; raises `DocumentError` where it is not text.

        A name that ends with `.json`, or a text that begins with `{` or `[`, is JSON: as
        YAML its escapes could mean something else.
        """
        text = _decode(data, name)
        is_json = name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "[")
        digest = hashlib.sha256(data).hexdigest()
        return cls(name, text, "json" if is_json else "yaml", digest)

    @cached_property
    def _line_starts(self) -> list[int]:
        ends = NEWLINE if "\r" in self.text else _LINE_FEED
        return [0, *(match.end() for match in ends.finditer(self.text))]

    def place(self, index: int, pointer: str, span: int = 1) -> Place:
        """Return the place of the `span` characters at an index, which is clamped."""
        index = max(0, min(index, len(self.text)))
        starts = self._line_starts
        line = bisect_right(starts, index)
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        content = self.text[start:end].rstrip("\r\n")
        column = index - start
        shown, mark = excerpt(content, column, _EXCERPT_WIDTH)
        span = max(1, min(span, _MAX_SPAN, len(shown.rstrip("…")) - mark))
        return Place(self.name, line, column + 1, pointer, shown, mark, span)


def read_file(path: Path, name: str) -> bytes:
    """Return the content of a regular file of at most `MAX_BYTES`.

    `name` is the path to show. Raises `DocumentError` for a file that is missing,
    empty, too large or not readable, and for a folder, a device or a pipe, which could
    block for ever.
    """
    place = Place(name, 1, 1, "#")
    try:
        with open(path, "rb", opener=_open_without_blocking) as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(MAX_BYTES + 1) if stat.S_ISREG(mode) else None
    except (OSError, ValueError) as error:
        raise _unreadable(path, place, error) from None
    if data is None:
        raise fatal_error(
            "unreadable-document",
            f"{name} is not a regular file",
            place,
            suggestion="give the path of a file; standard input and pipes are not supported",
        )
    if len(data) > MAX_BYTES:
        raise fatal_error(
            "limit-exceeded",
            f"{name} is larger than {MAX_BYTES:,} bytes, the limit for one file",
            place,
            suggestion="check that this is the right file, or split it with $ref",
        )
    if not data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        raise fatal_error(
            "not-openapi",
            f"{name} is empty",
            place,
            suggestion="the smallest document has openapi, info and paths",
        )
    return data


def _open_without_blocking(path: str, flags: int) -> int:
    # open() would block on a pipe until a writer opens it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _unreadable(path: Path, place: Place, error: OSError | ValueError) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        message, help_ = (
            f"{place.file} does not exist",
            "check the path and the spelling",
        )
    elif isinstance(error, IsADirectoryError):
        message = f"{place.file} is a folder"
        help_ = "give the path of the document in it, for instance openapi.yaml"
    elif isinstance(error, PermissionError) and not path.is_dir():
        message = f"{place.file} cannot be read: permission denied"
        help_ = "check the permissions of the file"
    else:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message, help_ = f"{place.file} cannot be read: {reason}", ""
    return fatal_error("unreadable-document", message, place, suggestion=help_)


def _decode(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or UTF-32.

    The encoding follows from a byte order mark, or from the NUL bytes at the beginning
    (RFC 4627 section 3, YAML 1.2.2 section 5.2).
    """
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise _not_text(name, data, error.start) from None
    if "\x00" in text:
        raise _not_text(name, data, data.index(0))
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    # The mark of UTF-32 begins with that of UTF-16.
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = bytes(0 if byte == 0 else 1 for byte in data[:4])
    return {b"\x00\x01\x00\x01": "utf-16-be", b"\x01\x00\x01\x00": "utf-16-le"}.get(
        zeros, "utf-8"
    )


def _not_text(name: str, data: bytes, offset: int) -> DocumentError:
    line = data.count(b"\n", 0, offset) + 1
    column = offset - (data.rfind(b"\n", 0, offset) + 1) + 1
    return fatal_error(
        "not-text",
        f"{name} is not text: byte {data[offset]:#04x} at offset {offset:,}",
        Place(name, line, column, "#"),
        suggestion="save the document as uncompressed UTF-8 text",
    )
