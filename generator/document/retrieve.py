"""Fetch the document at an address, or read the one on standard input."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING
from urllib.parse import quote, urlsplit

from generator.diagnostics.model import DocumentError, Place, fatal_error
from generator.document.content import DocumentContent, Headers
from generator.document.limits import MAX_BYTES, MAX_DOCUMENT_FETCH_SECONDS
from generator.lazy_import import LazyModule

if TYPE_CHECKING:
    from generator.document.references import http
else:
    http = LazyModule("generator.document.references.http")

__all__ = ["fetch_document", "read_standard_input"]

_STANDARD_INPUT = "<stdin>"
# Encodings of bytes that are not Unicode, by the charset that a server declares.
_OTHER_ENCODINGS = {"iso-8859-1": "cp1252", "windows-1252": "cp1252"}
_HTML = (b"<!doctype html", b"<html")


def fetch_document(address: str, headers: Headers = ()) -> DocumentContent:
    """Fetch the document at an http(s) address; raises `DocumentError`.

    `headers` are not sent to another origin. The name of the result has neither the
    query nor the fragment of the address, since a query may be secret.
    """
    address = quote(address.partition("#")[0], safe="%/:=&?~+!$,;'@()*[]")
    name = urlsplit(address)._replace(query="").geturl()
    try:
        fetched = http.fetch(
            address,
            _allow_redirect,
            headers=headers,
            max_bytes=MAX_BYTES,
            max_seconds=MAX_DOCUMENT_FETCH_SECONDS,
        )
    except http.FetchDenied as error:
        help_ = "give credentials with --header 'Authorization: ...'"
        raise _unreadable(address, name, str(error), help_) from None
    except http.FetchError as error:
        help_ = "check the address, or download the document and give its path"
        raise _unreadable(address, name, str(error), help_) from None
    data = _as_unicode(fetched.data, fetched.charset)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith(_HTML):
        help_ = (
            "give the address of the document itself, not that of a page about it; "
            "where it needs credentials, add --header 'Authorization: ...'"
        )
        raise _unusable(name, "is an HTML page, not an OpenAPI document", help_)
    if not data.strip():
        raise _unusable(name, "is empty", "check the address")
    return DocumentContent(name, data, fetched.address, address, headers)


def read_standard_input(stream: IO[bytes]) -> DocumentContent:
    """Read the document on standard input; raises `DocumentError`."""
    name = _STANDARD_INPUT
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = f"{name} has more than {MAX_BYTES:,} bytes, the limit for one file"
        raise fatal_error("limit-exceeded", message, Place(name, 1, 1, "#"))
    if not data.strip():
        help_ = "check the command that writes the document"
        raise _unusable(name, "is empty", help_)
    return DocumentContent(name, data, os.path.join(os.getcwd(), name))


def _allow_redirect(address: str) -> None:
    """Allow every redirect of the document that the user gave."""


def _as_unicode(data: bytes, charset: str) -> bytes:
    """Return text in an encoding that only its media type tells as UTF-8.

    Text that is valid UTF-8 is UTF-8: servers declare their default for any file.
    """
    encoding = _OTHER_ENCODINGS.get(charset)
    if encoding is None:
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode(encoding, "replace").encode()
    return data


def _unreadable(address: str, name: str, reason: str, help_: str) -> DocumentError:
    message = f"{address} cannot be fetched: {reason}"
    place = Place(name, 1, 1, "#")
    return fatal_error("unreadable-document", message, place, suggestion=help_)


def _unusable(name: str, message: str, help_: str) -> DocumentError:
    place = Place(name, 1, 1, "#")
    return fatal_error("not-openapi", f"{name} {message}", place, suggestion=help_)
