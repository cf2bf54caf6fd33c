"""Read a file as text: of bounded size, in any encoding of Unicode."""

from __future__ import annotations

import codecs
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
from generator.text import content_digest, excerpt

__all__ = ["Source", "read_file"]

_EXCERPT_WIDTH = 96
_MAX_SPAN = 60
# The usual line break; it is found in half the time of `NEWLINE`.
_LINE_FEED = re.compile("\n")


@dataclass(frozen=True)
class Source:
    """The text of one file.

    `name` is the path or address as the user knows it, `digest` the
    `content_digest` of its bytes.
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
        syntax: Literal["json", "yaml"] = "json" if is_json else "yaml"
        return cls(name, text, syntax, content_digest(data))

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
    try:
        with open(path, "rb", opener=_open_without_blocking) as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(MAX_BYTES + 1) if stat.S_ISREG(mode) else None
    except (OSError, ValueError) as error:
        code, (message, help_) = "unreadable-document", _explain(path, error)
    else:
        if data is None:
            code, message = "unreadable-document", "is not a regular file"
            help_ = "give the path of a file, or '-' for standard input"
        elif len(data) > MAX_BYTES:
            code = "limit-exceeded"
            message = f"is larger than {MAX_BYTES:,} bytes, the limit for one file"
            help_ = "check that this is the right file, or split it with $ref"
        elif not data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
            code, message = "not-openapi", "is empty"
            help_ = "the smallest document has openapi, info and paths"
        else:
            return data
    place = Place(name, 1, 1, "#")
    raise fatal_error(code, f"{name} {message}", place, suggestion=help_)


def _open_without_blocking(path: str, flags: int) -> int:
    # open() would block on a pipe until a writer opens it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _explain(path: Path, error: OSError | ValueError) -> tuple[str, str]:
    """Return what is wrong with a file that cannot be opened, and a suggestion."""
    if isinstance(error, FileNotFoundError):
        return "does not exist", "check the path and the spelling"
    if isinstance(error, IsADirectoryError):
        help_ = "give the path of the document in it, for instance openapi.yaml"
        return "is a folder", help_
    if isinstance(error, PermissionError) and not os.path.isdir(path):
        help_ = "check the permissions of the file"
        return "cannot be read: permission denied", help_
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"cannot be read: {reason}", ""


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
