"""Strings, numbers and the members of enums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from generator.ir import BinaryType, Bounds, Format, LiteralValue, StringType, Type
from generator.lower.schema.content import content_of
from generator.lower.schema.enforcement import Enforcement
from generator.lower.schema.merge import MergedSchema, json_type_of
from generator.lower.schema.pattern import is_linear

__all__ = [
    "allows_member",
    "bounds_of",
    "count_of",
    "distinct_values",
    "literal_values",
    "string_type",
]

_FORMATS: dict[str, Format] = {each: each for each in get_args(Format)}
_LIMITS = ("minLength", "maxLength", "pattern")
_LENGTHS: dict[Format, int] = {"date": 10, "uuid": 36}
"""The length of every text of a format."""


def string_type(schema: MergedSchema, enforcement: Enforcement) -> Type:
    """Return the type of strings: of a format that has a Python type, of bytes, or of
    text with its limits.

    Limits of a base64 text are those of the text, so that its type is text as well, if
    the client checks any. A pattern that it cannot check is reported, and so are limits
    of bytes and of formats with a Python type.
    """
    values = schema.values
    pattern = values.get("pattern")
    limits = [each for each in _LIMITS if each in values]
    if isinstance(pattern, str) and not is_linear(pattern):
        enforcement.leave_keyword(schema, "pattern")
        limits.remove("pattern")
        pattern = None
    name = values["format"] if isinstance(values.get("format"), str) else ""
    content = content_of(values)
    if isinstance(content, BinaryType) and not (content.is_text and limits):
        for keyword in limits:
            enforcement.leave_keyword(schema, keyword)
        return content
    format_ = content if isinstance(content, str) else _FORMATS.get(name, "plain")
    if format_ != "plain" and not (format_ in ("byte", "base64url") and limits):
        length = _LENGTHS.get(format_)
        for keyword in limits:
            if not _allows_length(schema, keyword, length):
                enforcement.leave_keyword(schema, keyword)
        return StringType(format_, declared_format="" if content else name)
    return StringType(
        "plain",
        count_of(schema, "minLength"),
        count_of(schema, "maxLength"),
        pattern if isinstance(pattern, str) else None,
        name,
    )


def _allows_length(schema: MergedSchema, keyword: str, length: int | None) -> bool:
    """Return whether a limit allows all texts of a length."""
    limit = count_of(schema, keyword)
    if length is None or limit is None:
        return False
    return limit <= length if keyword == "minLength" else limit >= length


def bounds_of(schema: MergedSchema) -> Bounds:
    """Return the numeric limits of a schema."""
    return Bounds(
        _number(schema, "minimum"),
        _number(schema, "exclusiveMinimum"),
        _number(schema, "maximum"),
        _number(schema, "exclusiveMaximum"),
        _number(schema, "multipleOf"),
    )


def _number(schema: MergedSchema, keyword: str) -> int | float | None:
    value = schema.values.get(keyword)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def count_of(schema: MergedSchema, keyword: str) -> int | None:
    """Return the value of a keyword such as ``maxItems``; None where it is no count."""
    value = _number(schema, keyword)
    return int(value) if value is not None and value >= 0 else None


def allows_member(types: Sequence[str], member: Any) -> bool:
    """Return whether the declared types allow a member of an enum; none allow all."""
    type_ = json_type_of(member)
    return not types or type_ in types or (type_ == "integer" and "number" in types)


def literal_values(members: Iterable[Any]) -> tuple[LiteralValue, ...]:
    """Return each value that can be a member of a ``Literal`` once; true is not 1."""
    literals = (each for each in members if isinstance(each, str | bool | int))
    return tuple({(type(each), each): each for each in literals}.values())


def distinct_values(members: Iterable[Any]) -> int:
    """Return the number of distinct JSON values."""
    return len({(type(member), repr(member)) for member in members})
