"""JSON values and their texts, media types, and the marker for absent arguments."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeGuard
from urllib.parse import quote

Quote: TypeAlias = Callable[[str], str]

FORM = "application/x-www-form-urlencoded"
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_MAX_MEDIA_TYPE = 1000
_MAX_SAFE_INTEGER = 2**53
"""From this value on, a float cannot represent every integer."""


class Unset(Enum):
    """Type of :data:`UNSET`; an enum, so that type-checkers narrow by identity."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""Default of optional arguments that accept null: the argument is not sent."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return whether a JSON value is an array."""
    return isinstance(value, list)


def whole_number(value: Any) -> Any:
    """Return a float without a fraction as an int, other values as they are.

    JSON Schema makes no difference between 1.0 and 1 (Core 2020-12, 6.3).
    """
    if isinstance(value, float) and value.is_integer():
        return int(value) if abs(value) < _MAX_SAFE_INTEGER else value
    return value


def scalar_text(value: object) -> str:
    """Return the text of a JSON value outside of JSON: numbers have no exponent."""
    if isinstance(value, str):
        return value
    whole = whole_number(value)
    if isinstance(whole, float):
        return format(Decimal(repr(whole)), "f").removesuffix(".0")
    return dump_json(whole)


def percent_encode(text: str) -> str:
    """Return a text with only unreserved characters (RFC 3986, 2.3)."""
    return quote(text, safe="")


def members(value: object, quoted: Quote) -> list[tuple[str | None, str]]:
    """Return the key and the text of each member that is not null.

    The key is None in an array; a scalar is its only member. An array or object inside
    an array or object is written as JSON.
    """
    if is_object(value):
        given = [(key, item) for key, item in value.items() if item is not None]
        return [(quoted(key), quoted(scalar_text(item))) for key, item in given]
    items = value if is_array(value) else [value]
    return [(None, quoted(scalar_text(item))) for item in items if item is not None]


def exploded_pairs(
    name: str, value: object, quoted: Quote = percent_encode
) -> list[str]:
    """Return a ``name=value`` pair for each member of a value (RFC 6570, form style)."""
    pairs = members(value, quoted)
    return [f"{quoted(name) if key is None else key}={v}" for key, v in pairs]


def dump_json(value: object, ascii: bool = False) -> str:
    """Return compact JSON text, with ``ascii`` escaped for use in a header.

    Raises:
        UnicodeEncodeError: A string has a lone surrogate.
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    text.encode()
    return json.dumps(value, separators=(",", ":")) if ascii else text


def essence(media_type: str) -> str:
    """Return a media type without parameters, in lower case (RFC 9110, 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def media_type_parameters(media_type: str) -> list[tuple[str, str]]:
    """Return the parameters of a media type: names in lower case, values as written."""
    found = _PARAMETER.findall(media_type[:_MAX_MEDIA_TYPE])
    return [(name.lower(), value.strip()) for name, value in found]


def unquoted(value: str) -> str:
    """Return the value of a parameter without its quotes (RFC 9110, 5.6.4)."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value


def is_json(media_type: str) -> bool:
    """Return whether a media type without parameters is JSON (RFC 6839, 3.1)."""
    return media_type.endswith(("/json", "+json"))
