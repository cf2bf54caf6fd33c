"""Strings and numbers: formats, lengths and bounds."""

from __future__ import annotations

from generator.ir import BinaryType, Bounds, Format, StringType, Type
from generator.lower.schema.merge import Shape
from generator.lower.schema.pattern import is_linear

__all__ = ["bounds", "count", "string_type"]

_FORMATS: dict[str, Format] = {
    "date-time": "date-time",
    "date": "date",
    "time": "time",
    "duration": "duration",
    "uuid": "uuid",
    "byte": "byte",
    "decimal": "decimal",
}


def string_type(shape: Shape) -> Type:
    values = shape.values
    format_ = values.get("format")
    if format_ == "binary" or (
        "contentMediaType" in values
        and "contentEncoding" not in values
        and values["contentMediaType"] == "application/octet-stream"
    ):
        return BinaryType()
    if values.get("contentEncoding") == "base64":
        format_ = "byte"
    known = _FORMATS.get(format_, "plain") if isinstance(format_, str) else "plain"
    if known not in ("plain", "byte"):
        return StringType(known)
    limits = values.keys() & {"pattern", "minLength", "maxLength"}
    if known == "byte" and not limits:
        return StringType("byte")
    said = format_ if isinstance(format_, str) else ""
    known = "plain"  # Limits speak of the text on the wire, not of the bytes.
    pattern = values.get("pattern")
    return StringType(
        known,
        count(shape, "minLength"),
        count(shape, "maxLength"),
        pattern if isinstance(pattern, str) and is_linear(pattern) else None,
        said,
    )


def bounds(shape: Shape) -> Bounds:
    return Bounds(
        _number(shape, "minimum"),
        _number(shape, "exclusiveMinimum"),
        _number(shape, "maximum"),
        _number(shape, "exclusiveMaximum"),
        _number(shape, "multipleOf"),
    )


def _number(shape: Shape, keyword: str) -> int | float | None:
    value = shape.values.get(keyword)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def count(shape: Shape, keyword: str) -> int | None:
    value = _number(shape, keyword)
    return int(value) if value is not None and value >= 0 else None
