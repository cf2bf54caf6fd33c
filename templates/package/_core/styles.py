"""Parameter styles: plain JSON values -> text of a path, query, header or cookie.

The rules are those of OpenAPI 3.2, 4.12.3 to 4.12.9 (Style Values, Style Examples)
and of RFC 6570, on which they stand. Where these say nothing:

- An empty array or object in a query or cookie is left out, and so is null.
- An array or object inside an array or object is written as JSON, except in
  ``deepObject``, which nests: ``a[b][c]=1``, array items by index: ``a[b][0]=x``.
- An exploded array in a cookie repeats the pair, as the style ``cookie`` does.
- An item that contains what stands between the items, where that cannot be escaped, is
  refused: nobody could read it back.

Swagger 2.0 has four delimiters and lets them be used everywhere (4.3.2.1): the delimited
styles are therefore read in every location, and there is one for tabs.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import quote, quote_plus

from .errors import RequestValidationError
from .json_values import is_array, is_object, to_text

Quote = Callable[[str], str]

# Of the reserved characters of RFC 3986, "#", "[", "]" may not stand in a query, and
# "&" and "+" would change its meaning; OpenAPI 3.2 leaves these to the application.
_RESERVED_IN_QUERY = ":/?@!$'()*,;="
_RESERVED_IN_PATH = ":@!$&'()*+,;="
_EXACT = 2**53
"""From here on, not every whole number is a float."""
_TRIPLET = re.compile("(%[0-9A-Fa-f]{2})")
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


class Style(NamedTuple):
    """How a value is written; ``reserved`` characters may stay as they are."""

    name: str = "form"
    explode: bool = True
    reserved: bool = False

    @classmethod
    def of(cls, name: str, explode: bool | None, reserved: bool = False) -> "Style":
        """With the default of the style where ``explode`` is not given."""
        default = name in ("form", "deepObject", "cookie")
        return cls(name, default if explode is None else explode, reserved)


def path_text(name: str, value: object, style: Style) -> str:
    """What stands for the parameter in the path."""
    quoted = _quoter(_RESERVED_IN_PATH if style.reserved else "")
    if style.name == "matrix":
        pairs: list[tuple[str | None, str]] = _items(value, quoted)
        if not style.explode or not _is_compound(value):
            pairs = [(None, _joined(value, False, ",", quoted))]
        named = [(quoted(name) if key is None else key, text) for key, text in pairs]
        return "".join(f";{key}={text}" if text else f";{key}" for key, text in named)
    is_label = style.name == "label"
    separator = "." if is_label and style.explode else _DELIMITERS.get(style.name, ",")
    if separator != ",":
        _refuse_inside(name, value, separator)
    between = separator if separator in ".," else _percent(separator)
    text = _joined(value, style.explode, between, quoted)
    return f".{text}" if is_label else text


def header_text(name: str, value: object, style: Style) -> str:
    """A header's value, in which nothing is quoted."""
    separator = _DELIMITERS.get(style.name, ",")
    _refuse_inside(name, value, separator)
    return _joined(value, style.explode, separator, str)


def query_pairs(name: str, value: object, style: Style) -> list[str]:
    """The ``name=value`` pairs of a query parameter, percent-encoded."""
    return _pairs(name, value, style, _quoter(_RESERVED_IN_QUERY * style.reserved))


def form_pairs(name: str, value: object, style: Style) -> list[str]:
    """The pairs of a property of an urlencoded body, in which a space is ``+``."""
    quoted = _quoter(_RESERVED_IN_QUERY) if style.reserved else quote_plus
    return _pairs(name, value, style, quoted)


def cookie_pairs(name: str, value: object, style: Style) -> list[str]:
    """The pairs of a cookie parameter; style ``cookie`` is not percent-encoded."""
    plain = style.name == "cookie"
    if plain and not style.explode:
        _refuse_inside(name, value, ",")
    form = style._replace(name="form")
    return _pairs(name, value, form, str if plain else _percent)


def _pairs(name: str, value: object, style: Style, quoted: Quote) -> list[str]:
    if style.name == "deepObject":
        return _deep(name, value, quoted)
    if value is None or (_is_compound(value) and not value):
        return []
    if style.explode:
        pairs = _items(value, quoted)
        return [f"{quoted(name) if key is None else key}={v}" for key, v in pairs]
    between = ","
    if style.name in _DELIMITERS:
        _refuse_inside(name, value, _DELIMITERS[style.name])
        between = _percent(_DELIMITERS[style.name])
    return [f"{quoted(name)}={_joined(value, False, between, quoted)}"]


def _deep(name: str, value: object, quoted: Quote) -> list[str]:
    if not _is_compound(value):
        return [] if value is None else [f"{quoted(name)}={quoted(_text(value))}"]
    members = value.items() if is_object(value) else enumerate(value)
    return [p for key, item in members for p in _deep(f"{name}[{key}]", item, quoted)]


def _joined(value: object, explode: bool, separator: str, quoted: Quote) -> str:
    items = _items(value, quoted)
    if explode:
        return separator.join(v if key is None else f"{key}={v}" for key, v in items)
    return separator.join(text for pair in items for text in pair if text is not None)


def _items(value: object, quoted: Quote) -> list[tuple[str | None, str]]:
    """The texts in a value, with their keys in an object."""
    if is_object(value):
        members = [(key, v) for key, v in value.items() if v is not None]
        return [(quoted(key), quoted(_text(member))) for key, member in members]
    items = value if is_array(value) else [value]
    return [(None, quoted(_text(item))) for item in items if item is not None]


def _refuse_inside(name: str, value: object, delimiter: str) -> None:
    texts = [text for pair in _items(value, str) for text in pair if text is not None]
    if _is_compound(value) and any(delimiter in text for text in texts):
        raise RequestValidationError(
            f"{name}: an item contains {delimiter!r}, which stands between the items"
        )


def _is_compound(value: object) -> TypeGuard[dict[str, Any] | list[Any]]:
    return isinstance(value, dict | list)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)  # the number 1 is written so, whatever Python made of it
    return value if isinstance(value, str) else to_text(value)


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
