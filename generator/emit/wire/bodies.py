"""Serialize request bodies by their media types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from generator import ir
from generator.emit.wire.styles import Style, form_pairs, header_value, query_pairs
from generator.emit.wire.values import WireValues, compact_json, scalar_text
from generator.ir.media_types import (
    essence,
    general_type,
    is_json,
    is_range,
    media_kind,
)

__all__ = ["BOUNDARY", "WireBody", "form_property_pairs", "wire_body"]

BOUNDARY = "boundary"
"""The line that separates the parts of a multipart body; clients choose one at random."""

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_FILE = "application/octet-stream"
_NO_ENCODING = ir.Encoding("")
_WITH_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WireBody:
    """A body as a file shows it: without the line end that ends a multipart body and a
    sequence of JSON texts.
    """

    content_type: str
    text: str


def wire_body(content: ir.Content, value: Any, values: WireValues) -> WireBody:
    """Return the body for a value; a file in it is bytes that are UTF-8 text.

    Raises UnicodeDecodeError for other bytes.
    """
    media_type = essence(content.media_type)
    if isinstance(value, bytes):
        return WireBody(general_type(content.media_type), value.decode())
    value = values.convert(content.type, value)
    if media_type == "*/*" and isinstance(value, str):
        return WireBody("text/plain", value)
    if is_json(media_type):
        sent = _JSON if is_range(media_type) else content.media_type
        return WireBody(sent, compact_json(value))
    encodings = {each.property_name: each for each in content.encoding}
    if media_type == _FORM and isinstance(value, dict):
        pairs = form_property_pairs(value, encodings)
        return WireBody(content.media_type, "&".join(pairs))
    if media_kind(media_type) == "form" and isinstance(value, dict):
        lines = [line for part in _parts(value, encodings) for line in part]
        text = "\n".join([*lines, f"--{BOUNDARY}--"])
        media = _WITH_BOUNDARY.sub("", general_type(content.media_type))
        return WireBody(f"{media}; boundary={BOUNDARY}", text)
    if isinstance(value, list):
        separator = "\x1e" if media_type.endswith("json-seq") else ""
        text = "\n".join(f"{separator}{compact_json(item)}" for item in value)
        return WireBody(content.media_type, text)
    return WireBody(general_type(content.media_type), str(value))


def form_property_pairs(
    value: Mapping[str, Any], encodings: Mapping[str, ir.Encoding]
) -> Iterator[str]:
    """Yield the pairs of a form. Without a style of its own, an object is written as
    JSON (OpenAPI 3.2, 4.15.1.1).
    """
    for name, item in value.items():
        encoding = encodings.get(name, _NO_ENCODING)
        if _in_json(encoding):
            item = [compact_json(each) for each in _items(item, encoding)]
        elif isinstance(item, dict) and not _has_style(encoding):
            item = compact_json(item)
        yield from form_pairs(name, item, _style(encoding))


def _has_style(encoding: ir.Encoding) -> bool:
    given = encoding.style is not None or encoding.explode is not None
    return given or encoding.allow_reserved


def _in_json(encoding: ir.Encoding) -> bool:
    """Return whether the items of a property are JSON by its encoding."""
    media_type = encoding.content_type or ""
    is_one = "," not in media_type and not is_range(media_type)
    return is_one and is_json(media_type) and not _has_style(encoding)


def _items(value: Any, encoding: ir.Encoding) -> list[Any]:
    """Return the items of an array, or the only value, without null unless it is JSON."""
    items = value if isinstance(value, list) else [value]
    return [each for each in items if each is not None or _in_json(encoding)]


def _style(encoding: ir.Encoding) -> Style:
    name = encoding.style or "form"
    explode = encoding.explode
    default = name in ir.EXPLODED_STYLES
    return Style(name, default if explode is None else explode, encoding.allow_reserved)


def _parts(
    value: Mapping[str, Any], encodings: Mapping[str, ir.Encoding]
) -> Iterator[list[str]]:
    """Yield the lines of each part of a multipart body (RFC 7578)."""
    for name, item in value.items():
        encoding = encodings.get(name, _NO_ENCODING)
        items = _items(item, encoding)
        if _has_style(encoding) and not any(isinstance(e, bytes) for e in items):
            for key, text in _styled(name, item, _style(encoding)):
                yield _part(key, text, encoding, content_type="")
            continue
        media_type = encoding.content_type or ""
        for each in items:
            yield _part(name, each, encoding, media_type)


def _styled(name: str, item: Any, style: Style) -> list[tuple[str, str]]:
    """Return name and text of each part of a property with a style (4.15.1.2)."""
    pairs = query_pairs(name, item, Style(style.name, style.explode))
    if pairs and style.name == "form" and not style.explode:
        return [(name, header_value(item, style))]
    parts = (pair.partition("=") for pair in pairs)
    return [(unquote(key), unquote(text)) for key, _, text in parts]


def _part(name: str, item: Any, encoding: ir.Encoding, content_type: str) -> list[str]:
    quoted = name.replace('"', "%22")
    disposition = f'Content-Disposition: form-data; name="{quoted}"'
    if isinstance(item, bytes):
        disposition += f'; filename="{quoted}"'
        content_type, text = general_type(content_type) or _FILE, item.decode()
    else:
        if "," in content_type or "*" in content_type:  # the document leaves a choice
            content_type = ""
        is_written = encoding.is_raw and isinstance(item, str)
        in_json = _in_json(encoding) and not is_written
        is_compound = isinstance(item, dict | list)
        content_type = content_type or ("application/json" if is_compound else "")
        text = compact_json(item) if in_json else scalar_text(item)
    lines = [f"--{BOUNDARY}", disposition]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{header}: {text}" for header, text in encoding.headers]
    return [*lines, "", text]
