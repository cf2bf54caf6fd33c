"""The type of those arguments of the command line that are paths, addresses or headers."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from generator.diagnostics.model import UsageError
from generator.document.content import DocumentSource, Headers, is_same_origin
from generator.document.retrieve import fetch_document, read_standard_input

__all__ = ["Address", "DocumentPath", "FilePath", "HeaderLine", "read_documents"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\x80-\xff]*)")


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address that was given as a document."""

    text: str


class _StandardInput:
    """The document ``-``."""


_STANDARD_INPUT = _StandardInput()


class FilePath(click.Path):
    """The path of a file or folder, as a `Path`. "" and addresses are refused: `Path`
    would make the current folder of the one, and another text of the other.
    """

    def __init__(self) -> None:
        # What cannot be read is a problem with a place in the file.
        super().__init__(path_type=Path, readable=False)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        text = os.fspath(value)
        name = param.get_error_hint(ctx) if param is not None else "the path"
        if not text:
            raise UsageError(f"{name} is empty. Give the path of a file or folder.")
        if _SCHEME.match(text):
            raise UsageError(
                f"{text} is an address. {name} must be the path of a file or folder."
            )
        return super().convert(value, param, ctx)


class DocumentPath(FilePath):
    """A document: a `Path`, an `Address`, or standard input for ``-``."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        text = os.fspath(value)
        scheme = _SCHEME.match(text)
        if scheme is not None and scheme[1].lower() in ("http", "https"):
            return _address(text)
        return _STANDARD_INPUT if text == "-" else super().convert(value, param, ctx)


class HeaderLine(click.ParamType):  # type: ignore[type-arg]
    """A header ``NAME: VALUE``, as a pair. Messages do not repeat its value."""

    name = "header"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        match = _HEADER.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise UsageError(
                "a --header must be 'NAME: VALUE', in one line and without control "
                "characters. Nothing was fetched."
            )
        return match[1], match[2].rstrip(" \t")


def _address(text: str) -> Address:
    try:
        parts = urlsplit(text)
        is_valid = bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:
        is_valid = False
    if not is_valid:
        raise UsageError(f"{text} is not a valid address.")
    if "@" in parts.netloc:
        raise UsageError(
            "the address of a document must not have a user name or a password. Give "
            "credentials with --header 'Authorization: ...'."
        )
    return Address(text)


def read_documents(
    given: list[Path | Address | _StandardInput], headers: Headers
) -> list[DocumentSource]:
    """Return the documents that were given: paths as they are, and the content of what
    is at an address or on standard input.

    Raises UsageError for headers that no address or more than one origin would get, and
    DocumentError for a document that cannot be read.
    """
    addresses = [each.text for each in given if isinstance(each, Address)]
    if headers and not addresses:
        raise UsageError("--header is for documents at an address only.")
    if headers and not all(is_same_origin(addresses[0], each) for each in addresses):
        raise UsageError(
            "--header would be sent to two hosts. Download one of the documents, and "
            "give its path."
        )
    if given.count(_STANDARD_INPUT) > 1:
        raise UsageError("standard input ('-') can be read as one document only.")
    return [_read(each, headers) for each in given]


def _read(given: Path | Address | _StandardInput, headers: Headers) -> DocumentSource:
    if isinstance(given, Address):
        return fetch_document(given.text, headers)
    if isinstance(given, Path):
        return given
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise UsageError("there is no standard input to read the document from.")
    return read_standard_input(stream)
