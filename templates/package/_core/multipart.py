"""Multipart bodies (RFC 7578), whose parts may be files."""

import os
import re
from dataclasses import replace
from typing import Any, get_args, get_type_hints
from urllib.parse import unquote

from .base64_bytes import Base64Mark
from .bodies import Payload
from .errors import RequestValidationError
from .files import BINARY, Source, StreamedPayload, is_file, open_file, specific_type
from .forms import Encoding, FormBody
from .json_values import is_array, is_object
from .model import wire_names
from .styles import header_text, query_pairs
from .type_inspection import has_typed_extras
from .validation import Keywords, variants_of

_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


class MultipartBody(FormBody):
    """An object whose properties are parts; a list of files is a part for each."""

    def encode(self, content_type: str, value: Any, extra: Any) -> Payload:
        properties = self.properties(value, extra)
        boundary = os.urandom(16).hex()
        parts: list[bytes | Source] = []
        for name, given in properties.items():
            encoding = self.encoding.get(name, Encoding())
            if encoding.has_style and not _has_files(given):
                items = _styled_parts(name, given, encoding)
                # A style makes contentType irrelevant (OpenAPI 3.2, 4.15.1.2).
                encoding = replace(encoding, content_type=None)
            else:
                items = [(name, item) for item in encoding.items(given)]
            for key, item in items:
                try:
                    header, content = _part(key, item, encoding)
                except RequestValidationError as error:
                    path = _argument(name, value, self.type)
                    error.rename({"body": path, name.lower(): path})
                    raise
                parts += [
                    f"--{boundary}\r\n{header}\r\n\r\n".encode(),
                    content,
                    b"\r\n",
                ]
        parts.append(f"--{boundary}--\r\n".encode())
        media = _BOUNDARY.sub("", content_type).replace("*", "form-data")
        return StreamedPayload(f"{media}; boundary={boundary}", parts=parts)

    def is_file(self, owner: Any, name: str, member: object) -> bool:
        return _has_files(member) and not writes_base64(owner, name)


def _argument(wire: str, value: object, annotation: Any) -> str:
    """Return the name of the argument for a property of a body."""
    if not isinstance(value, Keywords):
        return f"body.{wire}"
    names = [wire_names(variant).get(wire) for variant in variants_of(annotation)]
    return value.names.get(wire) or next(filter(None, names), wire)


def _has_files(value: object) -> bool:
    if is_array(value):  # A file may also be given as text.
        others = [item for item in value if not is_file(item)]
        return len(others) < len(value) and all(
            item is None or isinstance(item, str) for item in others
        )
    return is_file(value)


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
    if is_file(item):
        file_name, content, file_type, file_headers = open_file(item)
        headers |= file_headers
        disposition += f'; filename="{_escape(file_name or name)}"'
        # The general type is for files of an unknown one (RFC 7578, 4.4).
        content_type = file_type or specific_type(content_type, file_name) or BINARY
    else:
        content = encoding.text(item).encode()
        if "," in content_type or "*" in content_type:
            content_type = ""  # several media types or a range are allowed
        if is_object(item) or is_array(item):
            content_type = content_type or "application/json"
    lines = [f"Content-Disposition: {disposition}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{key}: {value}" for key, value in headers.items()]
    if any(re.search(r"[\r\n\0]", line) for line in lines):
        raise RequestValidationError(f"{name}: line break in a header of its part")
    return "\r\n".join(lines), content


def _escape(text: str) -> str:
    # WHATWG HTML, 4.10.21.8 Multipart form data.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def writes_base64(owner: Any, name: str) -> bool:
    """Return whether bytes in a member of a model or a mapping are base64 on the wire."""
    fields = getattr(owner, "model_fields", {})
    if name in fields:
        return any(map(_is_base64, (fields[name].annotation, *fields[name].metadata)))
    if fields and has_typed_extras(owner):
        owner = get_type_hints(owner, include_extras=True)["__pydantic_extra__"]
    return _is_base64(owner)


def _is_base64(part: Any) -> bool:
    return isinstance(part, Base64Mark) or any(map(_is_base64, get_args(part)))
