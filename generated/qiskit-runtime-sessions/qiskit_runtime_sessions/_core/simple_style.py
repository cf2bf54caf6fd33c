"""JSON values as texts of the path and the query.

Arrays and objects have a ``name=value`` pair for each member, as in the style ``form``
(OpenAPI 3.2, 4.12.3 to 4.12.9, which build on RFC 6570). Null is omitted. An array or
object inside an array or object is written as JSON.
"""

from collections.abc import Callable
from urllib.parse import quote

from .json_values import is_array, is_object, scalar_text

Quote = Callable[[str], str]


def percent_encode(text: str) -> str:
    """Return a text with only unreserved characters (RFC 3986, 2.3)."""
    return quote(text, safe="")


def members(value: object, quoted: Quote) -> list[tuple[str | None, str]]:
    """Return the key and the text of each member that is not null.

    The key is None in an array; a scalar is its only member.
    """
    if is_object(value):
        given = [(key, item) for key, item in value.items() if item is not None]
        return [(quoted(key), quoted(scalar_text(item))) for key, item in given]
    items = value if is_array(value) else [value]
    return [(None, quoted(scalar_text(item))) for item in items if item is not None]


def exploded_pairs(
    name: str, value: object, quoted: Quote = percent_encode
) -> list[str]:
    """Return a ``name=value`` pair for each member of a value."""
    pairs = members(value, quoted)
    return [f"{quoted(name) if key is None else key}={v}" for key, v in pairs]
