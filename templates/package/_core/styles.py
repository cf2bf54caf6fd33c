"""Parameter styles: JSON value -> text of a path, query, header or cookie.

The rules are those of OpenAPI 3.2, 4.12.3 to 4.12.9 (Style Values, Style Examples),
which build on RFC 6570. Cases that they leave open:

- An empty array or object in a query or cookie is omitted, and so is null.
- An array or object inside an array or object is written as JSON. ``deepObject`` nests
  instead: ``a[b][c]=1``, with the index of array items: ``a[b][0]=x``.
- An exploded array in a cookie repeats the pair, as the style ``cookie`` does.
- An item that contains the delimiter is refused if the delimiter cannot be escaped,
  because the server could not split the items.

Swagger 2.0 has four delimiters and allows them in every location (4.3.2.1). So the
delimited styles are supported in every location, and there is one for tabs.
"""

import re
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import quote, quote_plus

from .errors import RequestValidationError
from .json_values import (
    Quote,
    exploded_pairs,
    is_object,
    members,
    percent_encode,
    scalar_text,
)

# Of the reserved characters of RFC 3986, a query must not contain "#", "[" and "]", and
# "&" and "+" would change its meaning; OpenAPI 3.2 leaves them to the application.
_RESERVED_IN_QUERY = ":/?@!$'()*,;="
_RESERVED_IN_PATH = ":@!$&'()*+,;="
_PERCENT_ENCODED = re.compile("(%[0-9A-Fa-f]{2})")
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


class Style(NamedTuple):
    """A parameter style; with ``reserved``, reserved characters are not encoded."""

    name: str = "form"
    explode: bool = True
    reserved: bool = False

    @classmethod
    def of(cls, name: str, explode: bool | None, reserved: bool = False) -> "Style":
        """Return a style; None for ``explode`` is the default of the style."""
        default = name in ("form", "deepObject", "cookie")
        return cls(name, default if explode is None else explode, reserved)


def _join(value: object, explode: bool, delimiter: str, quoted: Quote) -> str:
    """Return the members of a value as one text; with ``explode``, as ``key=value``."""
    items = members(value, quoted)
    if explode:
        return delimiter.join(v if key is None else f"{key}={v}" for key, v in items)
    return delimiter.join(text for pair in items for text in pair if text is not None)


def path_text(name: str, value: object, style: Style) -> str:
    """Return the text of a path parameter, percent-encoded."""
    quoted = _quoter(_RESERVED_IN_PATH if style.reserved else "")
    if style.name == "matrix":
        pairs: list[tuple[str | None, str]] = members(value, quoted)
        if not style.explode or not _is_compound(value):
            pairs = [(None, _join(value, False, ",", quoted))]
        named = [(quoted(name) if key is None else key, text) for key, text in pairs]
        return "".join(f";{key}={text}" if text else f";{key}" for key, text in named)
    is_label = style.name == "label"
    delimiter = "." if is_label and style.explode else _DELIMITERS.get(style.name, ",")
    if delimiter != ",":
        _refuse_delimiter(name, value, delimiter)
    encoded = delimiter if delimiter in ".," else percent_encode(delimiter)
    text = _join(value, style.explode, encoded, quoted)
    return f".{text}" if is_label else text


def header_text(name: str, value: object, style: Style) -> str:
    """Return the value of a header parameter, which is not percent-encoded."""
    delimiter = _DELIMITERS.get(style.name, ",")
    _refuse_delimiter(name, value, delimiter)
    return _join(value, style.explode, delimiter, str)


def query_pairs(name: str, value: object, style: Style) -> list[str]:
    """Return the ``name=value`` pairs of a query parameter, percent-encoded."""
    return _pairs(name, value, style, _quoter(_RESERVED_IN_QUERY * style.reserved))


def form_pairs(name: str, value: object, style: Style) -> list[str]:
    """Return the pairs of a property of an urlencoded body: a space becomes ``+``."""
    quoted = _quoter(_RESERVED_IN_QUERY) if style.reserved else quote_plus
    return _pairs(name, value, style, quoted)


def cookie_pairs(name: str, value: object, style: Style) -> list[str]:
    """Return the pairs of a cookie; the style ``cookie`` is not percent-encoded."""
    unencoded = style.name == "cookie"
    if unencoded and not style.explode:
        _refuse_delimiter(name, value, ",")
    form = style._replace(name="form")
    return _pairs(name, value, form, str if unencoded else percent_encode)


def _pairs(name: str, value: object, style: Style, quoted: Quote) -> list[str]:
    if style.name == "deepObject":
        return _deep_object_pairs(name, value, quoted)
    if value is None or (_is_compound(value) and not value):
        return []
    if style.explode:
        return exploded_pairs(name, value, quoted)
    delimiter = ","
    if style.name in _DELIMITERS:
        _refuse_delimiter(name, value, _DELIMITERS[style.name])
        delimiter = percent_encode(_DELIMITERS[style.name])
    return [f"{quoted(name)}={_join(value, False, delimiter, quoted)}"]


def _deep_object_pairs(name: str, value: object, quoted: Quote) -> list[str]:
    if not _is_compound(value):
        return [] if value is None else [f"{quoted(name)}={quoted(scalar_text(value))}"]
    items = value.items() if is_object(value) else enumerate(value)
    return [
        pair
        for key, item in items
        for pair in _deep_object_pairs(f"{name}[{key}]", item, quoted)
    ]


def _refuse_delimiter(name: str, value: object, delimiter: str) -> None:
    if not _is_compound(value):
        return
    texts = [t for pair in members(value, str) for t in pair if t is not None]
    if any(delimiter in text for text in texts):
        raise RequestValidationError(
            f"{name}: an item contains the delimiter {delimiter!r}"
        )


def _is_compound(value: object) -> TypeGuard[dict[str, Any] | list[Any]]:
    return isinstance(value, dict | list)


def _quoter(safe: str) -> Quote:
    if not safe:
        return percent_encode

    def quoted(text: str) -> str:
        # Reserved expansion keeps percent-encoded triplets (RFC 6570, 3.2.3).
        parts = enumerate(_PERCENT_ENCODED.split(text))
        return "".join(p if i % 2 else quote(p, safe=safe) for i, p in parts)

    return quoted
