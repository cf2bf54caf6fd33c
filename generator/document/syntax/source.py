"""Read a file into text: bounded, in any Unicode encoding, with clear refusals."""

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

__all__ = ["Source", "decode", "make_source", "read_file"]

_EXCERPT_WIDTH = 96
_MAX_SPAN = 60
# The usual end of a line, found in half the time.
_LINE_FEED = re.compile("\n")


@dataclass(frozen=True)
class Source:
    """The text of one file, under the name by which the user knows it."""

    name: str
    text: str = field(repr=False)
    syntax: Literal["json", "yaml"]
    digest: str

    @cached_property
    def _line_starts(self) -> list[int]:
        ends = NEWLINE if "\r" in self.text else _LINE_FEED
        return [0, *(match.end() for match in ends.finditer(self.text))]

    def place(self, index: int, pointer: str, span: int = 1) -> Place:
        """Return the place of the character at `index`."""
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
    """Return the content of a regular file of bounded size.

    Raises `DocumentError` for a missing file, a folder, a device or pipe (which could
    block for ever), a file that may not be read, an empty and an oversized one.
    """
    nowhere = Place(name, 1, 1, "#")
    try:
        with open(path, "rb", opener=_open_without_waiting) as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(MAX_BYTES + 1) if stat.S_ISREG(mode) else None
    except (OSError, ValueError) as error:
        raise _unreadable(path, nowhere, error) from None
    if data is None:
        raise fatal_error(
            "unreadable-document",
            f"{name} is not a regular file",
            nowhere,
            suggestion="name a file; standard input and pipes are not read",
        )
    if len(data) > MAX_BYTES:
        raise fatal_error(
            "limit-exceeded",
            f"{name} is larger than {MAX_BYTES:,} bytes, the limit for one file",
            nowhere,
            suggestion="check that this is the right file, or split it with $ref",
        )
    if not data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        raise fatal_error(
            "not-openapi",
            f"{name} is empty",
            nowhere,
            suggestion="the smallest document has openapi, info and paths",
        )
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    # A pipe without a writer would block in open() for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _unreadable(path: Path, at: Place, error: OSError | ValueError) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        message, help_ = f"{at.file} does not exist", "check the path and the spelling"
    elif isinstance(error, IsADirectoryError):
        message = f"{at.file} is a folder"
        help_ = "name the document inside it, for instance openapi.yaml"
    elif isinstance(error, PermissionError) and not path.is_dir():
        message, help_ = f"{at.file} may not be read", "check the file's permissions"
    else:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message, help_ = f"{at.file} cannot be read: {reason}", ""
    return fatal_error("unreadable-document", message, at, suggestion=help_)


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`: UTF-8, or what a byte order mark or JSON's and YAML's
    rule on leading NUL bytes says (RFC 4627 section 3, YAML 1.2.2 section 5.2).
    """
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise _not_text(name, data, error.start) from None
    if "\x00" in text:
        raise _not_text(name, data, data.index(0))
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str:
    # The UTF-32 marks begin with those of UTF-16, so they are asked first.
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
        suggestion="save the document as UTF-8 text, unpacked",
    )


def make_source(data: bytes, name: str) -> Source:
    """Return the source for `data`, its syntax told by the name and the first sign.

    JSON is read as JSON even where it would pass as YAML: their escapes differ.
    """
    text = decode(data, name)
    is_json = name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "[")
    digest = hashlib.sha256(data).hexdigest()
    return Source(name, text, "json" if is_json else "yaml", digest)
