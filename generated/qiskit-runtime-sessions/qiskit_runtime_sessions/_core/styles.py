"""Parameter styles: plain JSON values -> text of a path, query, header or cookie.

The rules are those of OpenAPI 3.2, 4.12.3 to 4.12.9 (Style Values, Style Examples)
and of RFC 6570, on which they stand. Where these say nothing:

- An empty array or object in a query or cookie is left out; a null member is skipped.
- An array or object inside an array or object is written as JSON, except in
  ``deepObject``, which nests: ``a[b][c]=1``, array items by index: ``a[b][0]=x``.
- An exploded array in a cookie repeats the pair, as the style ``cookie`` does.
- An item that contains what stands between the items, where that cannot be escaped, is
  refused: nobody could read it back.

Swagger 2.0 has four delimiters and lets them be used everywhere (4.3.2.1): the delimited
styles are therefore read in every location, and there is one for tabs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

from .errors import RequestValidationError
from .plain import is_array, is_object

__all__ = ["cookie_pairs", "form_pairs", "header_text", "path_text", "query_pairs"]

Quote = Callable[[str], str]

# Of the reserved characters of RFC 3986, "#", "[", "]" may not stand in a query, and
# "&" and "+" would change its meaning; OpenAPI 3.2 leaves these to the application.
_RESERVED_IN_QUERY = ":/?@!$'()*,;="
_RESERVED_IN_PATH = ":@!$&'()*+,;="
_EXACT = 2**53
"""From here on, not every whole number is a float."""
_TRIPLET = re.compile("(%[0-9A-Fa-f]{2})")
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def path_text(
    name: str, value: object, style: str, explode: bool, reserved: bool = False
) -> str:
    """What stands for the parameter in the path."""
    quoted = _quoter(_RESERVED_IN_PATH if reserved else "")
    if style == "matrix":
        if (is_object(value) or is_array(value)) and explode:
            parts = _exploded(name, value, quoted, bare_empty=True)
        else:
            text = ",".join(_members(value, quoted))
            parts = [f"{quoted(name)}={text}" if text else quoted(name)]
        return "".join(f";{part}" for part in parts)
    separator = "." if style == "label" and explode else _DELIMITERS.get(style, ",")
    if separator != ",":
        _refuse_inside(name, value, separator)
    prefix = "." if style == "label" else ""
    between = separator if separator in ".," else _percent(separator)
    return prefix + _joined(value, explode, between, quoted)


def header_text(name: str, value: object, style: str, explode: bool) -> str:
    """A header's value, in which nothing is quoted."""
    separator = _DELIMITERS.get(style, ",")
    _refuse_inside(name, value, separator)
    return _joined(value, explode, separator, str)


def query_pairs(
    name: str, value: object, style: str, explode: bool, reserved: bool = False
) -> list[str]:
    """The ``name=value`` pairs of a query parameter, percent-encoded."""
    quoted = _quoter(_RESERVED_IN_QUERY if reserved else "")
    return _pairs(name, value, style, explode, quoted)


def form_pairs(
    name: str, value: object, style: str, explode: bool, reserved: bool = False
) -> list[str]:
    """The pairs of a property of an urlencoded body, in which a space is ``+``."""
    quoted = _quoter(_RESERVED_IN_QUERY) if reserved else quote_plus
    return _pairs(name, value, style, explode, quoted)


def cookie_pairs(name: str, value: object, style: str, explode: bool) -> list[str]:
    """The pairs of a cookie parameter; style ``cookie`` is not percent-encoded."""
    quoted = str if style == "cookie" else _quoter("")
    if style == "cookie" and not explode:
        _refuse_inside(name, value, ",")
    return _pairs(name, value, "form", explode, quoted)


def _pairs(
    name: str, value: object, style: str, explode: bool, quoted: Quote
) -> list[str]:
    if style == "deepObject":
        return _deep(name, value, quoted)
    if (is_object(value) or is_array(value)) and not value:
        return []
    if explode:
        return _exploded(name, value, quoted)
    delimiter = _DELIMITERS.get(style)
    if delimiter is not None:
        _refuse_inside(name, value, delimiter)
    between = _percent(delimiter) if delimiter else ","
    return [f"{quoted(name)}={between.join(_members(value, quoted))}"]


def _deep(name: str, value: object, quoted: Quote) -> list[str]:
    if is_object(value):
        members = value
        inner = [(f"{name}[{key}]", item) for key, item in members.items()]
    elif is_array(value):
        items = value
        inner = [(f"{name}[{index}]", item) for index, item in enumerate(items)]
    else:
        return [] if value is None else [f"{quoted(name)}={quoted(_text(value))}"]
    return [pair for key, item in inner for pair in _deep(key, item, quoted)]


def _exploded(
    name: str, value: object, quoted: Quote, bare_empty: bool = False
) -> list[str]:
    if is_object(value):
        pairs = list(value.items())
    elif is_array(value):
        pairs = [(name, item) for item in value]
    else:
        pairs = [(name, value)]
    written: list[str] = []
    for key, item in pairs:
        text = _text(item)
        if item is not None:
            bare = bare_empty and not text
            written.append(quoted(key) if bare else f"{quoted(key)}={quoted(text)}")
    return written


def _joined(value: object, explode: bool, separator: str, quoted: Quote) -> str:
    if explode and is_object(value):
        return separator.join(_exploded("", value, quoted))
    return separator.join(_members(value, quoted))


def _refuse_inside(name: str, value: object, delimiter: str) -> None:
    several = is_array(value) or is_object(value)
    if several and any(delimiter in text for text in _members(value, str)):
        raise RequestValidationError(
            f"{name}: an item contains {delimiter!r}, which stands between the items"
        )


def _members(value: object, quoted: Quote) -> list[str]:
    if is_object(value):
        pairs = value.items()
        both = [text for pair in pairs if pair[1] is not None for text in pair]
        return [quoted(_text(text)) for text in both]
    if is_array(value):
        items = value
        return [quoted(_text(item)) for item in items if item is not None]
    return [quoted(_text(value))]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)  # the number 1 is written so, whatever Python made of it
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _percent(text: str) -> str:
    return quote(text, safe="")


def _quoter(safe: str) -> Quote:
    if not safe:
        return _percent

    def quoted(text: str) -> str:
        # Reserved expansion keeps what is encoded already (RFC 6570, 3.2.3).
        parts = _TRIPLET.split(text)
        odd = [p if i % 2 else quote(p, safe=safe) for i, p in enumerate(parts)]
        return "".join(odd)

    return quoted
