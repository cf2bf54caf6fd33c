"""Make up small JSON values of types, to see whether a response can be made up."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from generator import ir

__all__ = ["sample_values"]

MAX_DEPTH = 12
MAX_STEPS = 500
MAX_ITEMS = 10

_TEXTS = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "duration": "P1D",
    "uuid": "0b1d1ac1-7c3e-4b5a-9f1e-000000000001",
    "byte": "dGV4dA==",
    "decimal": "1.5",
}


def sample_values(type_: ir.Type, api: ir.Api) -> Iterator[Any]:
    """Yield a JSON value of a type with what is required only, then one with everything
    on the top level. They have what the type expresses, patterns apart.

    None is yielded for a type whose values are large.
    """
    for is_full in (False, True):
        yield _Sampler(api).value(type_, 0, is_full)


class _Sampler:
    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self._steps = 0

    def value(self, type_: ir.Type, depth: int, is_full: bool = False) -> Any:
        self._steps += 1
        if self._steps > MAX_STEPS or depth > MAX_DEPTH:
            return None
        match type_:
            case ir.StringType(format=format_, min_length=low, max_length=high):
                text = _TEXTS.get(format_, "text").ljust(low or 0, "x")
                return text if high is None else text[:high]
            case ir.IntegerType(bounds=bounds) | ir.NumberType(bounds=bounds):
                return _number(bounds)
            case ir.LiteralType(values=values):
                return values[0]
            case ir.ArrayType(items=items, min_items=low, max_items=high):
                count = min(max(low or 0, is_full), MAX_ITEMS)
                count = count if high is None else min(count, high)
                return [self.value(items, depth + 1) for _ in range(count)]
            case ir.TupleType(items=parts):
                return [self.value(each, depth + 1) for each in parts]
            case ir.MapType(values=values_type, min_properties=low):
                names = [f"key{n}" for n in range(min(low or 0, MAX_ITEMS))]
                return {name: self.value(values_type, depth + 1) for name in names}
            case ir.UnionType(variants=variants):
                return self.value(variants[0], depth + 1, is_full)
            case ir.NullableType(inner=inner):
                return self.value(inner, depth + 1, is_full)
            case ir.RefType(id=key):
                return self._declared(self._api.types[key], depth + 1, is_full)
            case ir.NullType():
                return None
            case _:
                return True

    def _declared(self, declared: ir.Declaration, depth: int, is_full: bool) -> Any:
        if isinstance(declared, ir.Alias):
            return self.value(declared.type, depth, is_full)
        return {
            each.name: self.value(each.type, depth)
            for each in declared.fields
            if each.required or is_full
        }


def _number(bounds: ir.Bounds) -> int | float:
    """Return the least number that is allowed, else the greatest, else 1."""
    value: int | float = 1
    if bounds.minimum is not None:
        value = bounds.minimum
    elif bounds.exclusive_minimum is not None:
        value = bounds.exclusive_minimum + 1
    elif bounds.maximum is not None:
        value = min(bounds.maximum, 1)
    elif bounds.exclusive_maximum is not None:
        value = min(bounds.exclusive_maximum - 1, 1)
    step = bounds.multiple_of
    return ceil(value / step) * step if step else value
