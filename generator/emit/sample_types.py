"""Decide whether a JSON value has a type, as far as its structure tells.

A client reads a schema more strictly than JSON Schema does: one that has properties but
no ``type`` is an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from generator import ir
from generator.emit.validity import is_text_of
from generator.ir.visit import Types, alternatives, children, leading_to

__all__ = ["is_of", "types_with_files"]

_Composed: TypeAlias = ir.Model | ir.ArrayType | ir.MapType | ir.TupleType


def is_of(value: Any, type_: ir.Type, types: Types) -> bool:
    """Return whether a value has a type; limits are not checked. A file is bytes."""
    return _Comparison(types).is_of(value, type_)


class _Comparison:
    """Compares a value and its parts with types, each part with each type once: the
    number of ways through unions may be exponential.
    """

    def __init__(self, types: Types) -> None:
        self._types = types
        self._known: dict[tuple[int, int], bool] = {}

    def is_of(self, value: Any, type_: ir.Type) -> bool:
        return any(self._fits(value, each) for each in alternatives(type_, self._types))

    def _fits(self, value: Any, type_: ir.Type | ir.Model) -> bool:
        if not isinstance(type_, _Composed):
            return _is_scalar_of(value, type_)
        # The objects of both exist as long as this comparison.
        key = id(value), id(type_)
        if key not in self._known:
            self._known[key] = self._is_composed_of(value, type_)
        return self._known[key]

    def _is_composed_of(self, value: Any, type_: _Composed) -> bool:
        match type_:
            case ir.Model():
                return isinstance(value, dict) and all(self._of_fields(value, type_))
            case ir.ArrayType(items=items):
                return isinstance(value, list) and all(
                    self.is_of(each, items) for each in value
                )
            case ir.MapType(values=values):
                return isinstance(value, dict) and all(
                    self.is_of(each, values) for each in value.values()
                )
            case ir.TupleType(items=parts):
                return (
                    isinstance(value, list)
                    and len(value) == len(parts)
                    and all(map(self.is_of, value, parts))
                )

    def _of_fields(self, value: dict[str, Any], model: ir.Model) -> Iterator[bool]:
        for each in model.fields:
            if each.name in value:
                yield self.is_of(value[each.name], each.type)
            else:
                yield not each.required
        yield not model.closed or value.keys() <= {each.name for each in model.fields}


def _is_scalar_of(value: Any, type_: ir.Type | ir.Model) -> bool:
    match type_:
        case ir.StringType(format=format_):
            return isinstance(value, str) and is_text_of(format_, value)
        case ir.IntegerType():
            return type(value) is int
        case ir.NumberType():
            return type(value) in (int, float)
        case ir.BooleanType():
            return type(value) is bool
        case ir.NullType():
            return value is None
        case ir.BinaryType():
            return isinstance(value, bytes)
        case ir.LiteralType(values=members):
            return (type(value), value) in [(type(each), each) for each in members]
        case _:
            return True


def types_with_files(types: Types) -> set[ir.TypeId]:
    """Return the declarations among whose values are bytes, also inside of others."""
    with_files = (key for key, each in types.items() if _contains_files(each))
    return leading_to(with_files, types)


def _contains_files(type_: ir.Type | ir.Declaration) -> bool:
    return isinstance(type_, ir.BinaryType) or any(
        map(_contains_files, children(type_))
    )
