"""Decide whether a JSON value has a type, as far as its structure tells.

A client reads a schema more strictly than JSON Schema does: one that has properties but
no ``type`` is an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator import ir
from generator.emit.validity import is_text_of
from generator.ir.visit import Types, children, references, resolve

__all__ = ["is_of", "types_with_files"]

MAX_DEPTH = 12


def is_of(value: Any, type_: ir.Type, types: Types, depth: int = 0) -> bool:
    """Return whether a value has a type; limits are not checked. A file is bytes."""
    if depth > MAX_DEPTH:
        return True

    def inside(item: Any, item_type: ir.Type) -> bool:
        return is_of(item, item_type, types, depth + 1)

    match resolve(type_, types):
        case ir.Model() as model:
            return isinstance(value, dict) and all(
                _of_fields(value, model, types, depth + 1)
            )
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
        case ir.ArrayType(items=items):
            return isinstance(value, list) and all(
                inside(each, items) for each in value
            )
        case ir.TupleType(items=parts):
            return (
                isinstance(value, list)
                and len(value) == len(parts)
                and all(map(inside, value, parts))
            )
        case ir.MapType(values=values):
            return isinstance(value, dict) and all(
                inside(each, values) for each in value.values()
            )
        case ir.NullableType(inner=inner):
            return value is None or inside(value, inner)
        case ir.UnionType(variants=variants):
            return any(inside(value, each) for each in variants)
        case _:
            return True


def _of_fields(
    value: dict[str, Any], model: ir.Model, types: Types, depth: int
) -> Iterator[bool]:
    for each in model.fields:
        if each.name in value:
            yield is_of(value[each.name], each.type, types, depth)
        else:
            yield not each.required
    yield not model.closed or value.keys() <= {each.name for each in model.fields}


def types_with_files(types: Types) -> set[ir.TypeId]:
    """Return the declarations among whose values are bytes, also inside of others."""
    users: dict[ir.TypeId, list[ir.TypeId]] = {}
    pending: list[ir.TypeId] = []
    for key, declared in types.items():
        if _contains_files(declared):
            pending.append(key)
        for target in references(declared):
            users.setdefault(target, []).append(key)
    found: set[ir.TypeId] = set()
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += users.get(key, ())
    return found


def _contains_files(type_: ir.Type | ir.Declaration) -> bool:
    return isinstance(type_, ir.BinaryType) or any(
        map(_contains_files, children(type_))
    )
