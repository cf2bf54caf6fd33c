"""Convert the values of a call to the JSON values that a client sends for them.

A client writes the properties of an object in the order of its model, adds constants
that the document requires, and writes texts of a format in one form.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from generator import ir
from generator.ir.visit import alternatives, constant

__all__ = ["WireValues", "compact_json", "scalar_text"]

_MAX_SAFE_INTEGER = 2**53
_KEPT_TEXT = re.compile(r"[.,][0-9]{7,}|:60")
"""Fractions and leap seconds that the Python type cannot hold: the text is kept."""
_MAX_POINT, _MIN_POINT = 16, -5
"""The decimal exponents between which a number in JSON has no exponent."""


class WireValues:
    """Converts values by their types.

    Args:
        api: The types.
    """

    def __init__(self, api: ir.Api) -> None:
        self._types = api.types

    def convert(self, type_: ir.Type, value: Any) -> Any:
        """Return the JSON value that is sent for a value of a type; bytes stay."""
        if isinstance(value, str):
            return self._text(type_, value)
        if not isinstance(value, dict | list):
            return value
        match type_:
            case ir.ArrayType(items=items) if isinstance(value, list):
                return [self.convert(items, each) for each in value]
            case ir.TupleType(items=types) if isinstance(value, list):
                return list(map(self.convert, types, value))
            case ir.MapType(values=values) if isinstance(value, dict):
                return {name: self.convert(values, v) for name, v in value.items()}
            case ir.NullableType(inner=inner):
                return self.convert(inner, value)
            case ir.UnionType():
                return self._of_union(type_, value)
            case ir.RefType(id=key):
                declared = self._types[key]
                if isinstance(declared, ir.Alias):
                    return self.convert(declared.type, value)
                return self.of_model(declared, value)
            case _:
                return value

    def of_model(self, model: ir.Model, value: Any) -> Any:
        """Return the object that is sent for a value of a model."""
        if not isinstance(value, dict):
            return value
        found: dict[str, Any] = {}
        for field in model.fields:
            if field.name in value:
                found[field.name] = self.convert(field.type, value[field.name])
            elif field.required:
                only = constant(field.type, self._types)
                if only is not None:
                    found[field.name] = only
        extra = ir.AnyType() if model.extra is None else model.extra
        known = {*found, *model.read_only}
        others = {name: each for name, each in value.items() if name not in known}
        return found | {n: self.convert(extra, each) for n, each in others.items()}

    def _of_union(self, type_: ir.UnionType, value: Any) -> Any:
        tag = type_.discriminator
        # Without a tag, the properties choose the variant, which adds its own.
        if tag is not None and isinstance(value, dict) and tag.property_name in value:
            given = scalar_text(value.get(tag.property_name))
            keys = {scalar_text(each): key for each, key in tag.mapping}
            key = keys.get(given, tag.default)
            if key is not None:
                return self.convert(ir.RefType(key), value)
        found: list[ir.Type | ir.Model] = [
            each
            for each in alternatives(type_, self._types)
            if self._is_possible(each, value)
        ]
        if not found:
            default = None if tag is None else tag.default
            return (
                value if default is None else self.convert(ir.RefType(default), value)
            )
        best = max(found, key=lambda each: _fit(each, value))
        if isinstance(best, ir.Model):
            return self.of_model(best, value)
        return self.convert(best, value)

    def _is_possible(self, type_: ir.Type | ir.Model, value: Any) -> bool:
        if isinstance(value, list):
            return isinstance(type_, ir.ArrayType | ir.TupleType)
        if not isinstance(type_, ir.Model):
            return isinstance(type_, ir.MapType)
        if type_.closed and not value.keys() <= {each.name for each in type_.fields}:
            return False
        for field in type_.fields:
            only = constant(field.type, self._types)
            given = value.get(field.name, only)
            if (field.required and given is None and field.name not in value) or (
                only is not None and given not in (only, None)
            ):
                return False
        return True

    def _text(self, type_: ir.Type, text: str) -> str:
        """Return a text in the form in which its format is written. Where it may also be
        another kind of text, it is kept.
        """
        if isinstance(type_, ir.StringType) and type_.format == "plain":
            return text
        texts = [
            each
            for each in alternatives(type_, self._types)
            if isinstance(each, ir.StringType | ir.LiteralType | ir.AnyType)
        ]
        if len(texts) == 1 and isinstance(texts[0], ir.StringType):
            write = _WRITERS.get(texts[0].format)
            if write is not None:
                try:
                    return write(text)
                except (ValueError, InvalidOperation):
                    return text
        return text


def _fit(type_: ir.Type | ir.Model, value: Any) -> tuple[int, int]:
    """Return how many properties a variant declares, and minus how many it adds."""
    if not isinstance(type_, ir.Model):
        return 0, 0
    declared = sum(each.name in value for each in type_.fields)
    added = sum(each.required and each.name not in value for each in type_.fields)
    return declared, -added


def _date_time(text: str) -> str:
    if _KEPT_TEXT.search(text):
        return text
    written = dt.datetime.fromisoformat(text.upper()).isoformat()
    return written.replace("+00:00", "Z")


def _time(text: str) -> str:
    if _KEPT_TEXT.search(text):
        return text
    return dt.time.fromisoformat(text.upper()).isoformat().replace("+00:00", "Z")


def _decode_base64(text: str) -> bytes:
    standard = text.translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
    return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)


_WRITERS: Mapping[ir.Format, Callable[[str], str]] = {
    "date-time": _date_time,
    "time": _time,
    "uuid": lambda text: str(UUID(text)),
    "byte": lambda text: base64.b64encode(_decode_base64(text)).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(_decode_base64(text)).decode(),
    "decimal": lambda text: format(Decimal(text), "f"),
}


def compact_json(value: Any) -> str:
    """Return JSON without spaces, with the shortest form of each number."""
    match value:
        case bool() | None | str():
            return json.dumps(value, ensure_ascii=False)
        case float():
            return _number(value)
        case dict():
            pairs = (f"{compact_json(k)}:{compact_json(v)}" for k, v in value.items())
            return "{" + ",".join(pairs) + "}"
        case list():
            return "[" + ",".join(map(compact_json, value)) + "]"
        case _:
            return json.dumps(value)


def _number(value: float) -> str:
    digits = Decimal(repr(value))
    if not value or _MIN_POINT <= digits.adjusted() < _MAX_POINT:
        text = format(digits, "f")
        return text if "." in text else f"{text}.0"
    mantissa, _, exponent = format(digits.normalize(), "e").partition("e")
    return f"{mantissa}e{int(exponent)}"


def scalar_text(value: Any) -> str:
    """Return the text of a value outside of JSON; numbers have no exponent there, and a
    whole number has no fraction.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _MAX_SAFE_INTEGER:
            return str(int(value))
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return compact_json(value)
