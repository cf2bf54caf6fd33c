"""Strings that stand for bytes (OpenAPI 3.2, Working with Binary Data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.ir import BinaryType, Format
from generator.ir.media_types import essence, is_raw, media_kind

__all__ = ["content_of"]

_IDENTITY = ("", "7bit", "8bit", "binary")
"""The encodings that change nothing (RFC 2045, 6.2); ``binary`` is that of any bytes."""

_BASE64: dict[str, Format] = {"base64": "byte", "base64url": "base64url"}


def content_of(keywords: Mapping[str, Any]) -> BinaryType | Format | None:
    """Return what the ``format`` and the content keywords make of a string: bytes where
    its place allows them, or the format of encoded bytes; None for any other string.

    The encoding has precedence, since ``format: binary`` beside it is only a note.
    """
    encoding = str(keywords.get("contentEncoding") or "").lower()
    if encoding not in _IDENTITY:
        return _BASE64.get(encoding, "plain")
    if keywords.get("format") in ("byte", "base64url"):
        return None  # Its format says that the content is encoded.
    media_type = str(keywords.get("contentMediaType") or "")
    is_binary = "binary" in (encoding, keywords.get("format"))
    if is_binary or (media_type and is_raw(media_type)):
        return BinaryType(media_type=media_type)
    # Plain text and JSON inside a string are written as strings, other text is in files.
    if media_kind(media_type) == "text" and essence(media_type) != "text/plain":
        return BinaryType(is_text=True, media_type=media_type)
    return None
