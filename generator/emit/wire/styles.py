"""Serialize the values of parameters by their styles (OpenAPI 3.2, 4.12.3 and 4.12.4).

A style gives members, each with a name and a text; a location says how these are
encoded and joined (RFC 6570).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

from generator.emit.wire.values import scalar_text

__all__ = [
    "Style",
    "cookie_pairs",
    "form_pairs",
    "header_value",
    "path_segment",
    "query_pairs",
]

Encoder: TypeAlias = Callable[[str], str]

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
# RFC 3986, 2.2. In a query "#", "[" and "]" are not allowed, and "&" and "+" would change
# its meaning; in a path "/" and "?" would.
_RESERVED_IN_QUERY = "!$'()*,/:;=?@"
_RESERVED_IN_PATH = "!$&'()*+,:;=@"


@dataclass(frozen=True, slots=True)
class Style:
    """How a value is serialized."""

    name: str
    explode: bool
    allow_reserved: bool = False

    @property
    def delimiter(self) -> str:
        """The delimiter of the items of an array that is not exploded."""
        return _DELIMITERS.get(self.name, ",")


def path_segment(name: str, value: Any, style: Style) -> str:
    """Return the text in place of a path parameter."""
    encode = _encoder(style, _RESERVED_IN_PATH)
    members = [
        (None if key is None else encode(key), encode(text))
        for key, text in _members(value)
    ]
    if style.name == "matrix":
        if not (style.explode and isinstance(value, dict | list)):
            members = [(None, ",".join(_flat(members)))]
        named = [(key or encode(name), text) for key, text in members]
        return "".join(f";{key}={text}" if text else f";{key}" for key, text in named)
    if style.name == "label":
        return "." + _joined(members, style.explode, "." if style.explode else ",")
    delimiter = style.delimiter
    return _joined(members, style.explode, quote(delimiter, safe=","))


def header_value(value: Any, style: Style) -> str:
    """Return the value of a header, which is not encoded."""
    return _joined(_members(value), style.explode, style.delimiter)


def query_pairs(name: str, value: Any, style: Style) -> list[str]:
    """Return the pairs of a query parameter."""
    return list(_pairs(name, value, style, _encoder(style, _RESERVED_IN_QUERY)))


def form_pairs(name: str, value: Any, style: Style) -> list[str]:
    """Return the pairs of a property of a form, in which a space is a plus sign."""
    encode = quote_plus
    if style.allow_reserved:
        return list(_pairs(name, value, style, _encoder(style, _RESERVED_IN_QUERY)))
    return list(_pairs(name, value, style, encode))


def cookie_pairs(name: str, value: Any, style: Style) -> list[str]:
    """Return the pairs of a cookie parameter; the style ``cookie`` does not encode."""
    encode: Encoder = str if style.name == "cookie" else _percent_encode
    return list(_pairs(name, value, style, encode))


def _pairs(name: str, value: Any, style: Style, encode: Encoder) -> Iterator[str]:
    """Yield ``name=value`` pairs; of null, and of an empty array or object, none."""
    if style.name == "deepObject" and isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in members:
            yield from _pairs(f"{name}[{key}]", item, style, encode)
        return
    members_of_value = list(_members(value))
    if value is None or not (members_of_value or _is_null_array(value)):
        return
    if style.explode or style.name == "deepObject":
        for each, text in members_of_value:
            yield f"{encode(name if each is None else each)}={encode(text)}"
        return
    texts = [encode(text) for text in _flat(members_of_value)]
    delimiter = quote(style.delimiter, safe=",")
    yield f"{encode(name)}={delimiter.join(texts)}"


def _is_null_array(value: Any) -> bool:
    """Return whether a value has members, all of them null."""
    return isinstance(value, dict | list) and bool(value)


def _members(value: Any) -> list[tuple[str | None, str]]:
    """Return name and text of each member that is not null; a scalar is its only
    member, and only the members of objects have names.
    """
    if isinstance(value, dict):
        return [(k, scalar_text(v)) for k, v in value.items() if v is not None]
    items = value if isinstance(value, list) else [value]
    return [(None, scalar_text(item)) for item in items if item is not None]


def _flat(members: list[tuple[str | None, str]]) -> list[str]:
    return [text for member in members for text in member if text is not None]


def _joined(
    members: list[tuple[str | None, str]], explode: bool, delimiter: str
) -> str:
    if not explode:
        return delimiter.join(_flat(members))
    return delimiter.join(
        text if key is None else f"{key}={text}" for key, text in members
    )


def _percent_encode(text: str) -> str:
    return quote(text, safe="")


def _encoder(style: Style, reserved: str) -> Encoder:
    if not style.allow_reserved:
        return _percent_encode

    def encode(text: str) -> str:
        # What is percent-encoded already stays (OpenAPI 3.2, 4.12.3 allowReserved).
        kept = _ENCODED.findall(text)
        parts = [quote(part, safe=reserved) for part in _ENCODED.split(text)]
        pairs = zip(parts, [*kept, ""], strict=True)
        return "".join(part + encoded for part, encoded in pairs)

    return encode
