"""Symbols and types as the user of a package would write them."""

from __future__ import annotations

import json
from typing import assert_never

from generator.evolve.change import Side
from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    BinaryType,
    BooleanType,
    IntegerType,
    LiteralType,
    LiteralValue,
    MapType,
    NullableType,
    NullType,
    NumberType,
    Operation,
    RefType,
    StringType,
    TupleType,
    Type,
    UnionType,
)
from generator.names import resource_key

__all__ = ["literal", "method", "model", "spelled"]

_FORMATS = {
    "plain": "str",
    "date-time": "datetime",
    "date": "date",
    "time": "time",
    "duration": "timedelta",
    "uuid": "UUID",
    "byte": "bytes (base64)",
    "decimal": "Decimal",
}


def method(side: Side, operation: Operation) -> str:
    """Return a method as it is called, such as ``client.pets.get``."""
    resource = side.names.resources[resource_key(operation)].attribute
    return f"client.{resource}.{side.names.methods[operation.pointer]}"


def model(side: Side, key: str) -> str:
    """Return a declaration as it is imported, such as ``models.Pet``."""
    return f"models.{side.names.types[key]}"


def literal(value: LiteralValue) -> str:
    """Return a member of an enum as Python has it."""
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    )


def spelled(type_: Type, side: Side) -> str:
    """Return a type as an annotation in plain words of Python."""
    match type_:
        case AnyType():
            return "Any"
        case NullType():
            return "None"
        case BooleanType():
            return "bool"
        case IntegerType():
            return "int"
        case NumberType():
            return "float"
        case StringType(format=format_):
            return _FORMATS[format_]
        case BinaryType():
            return "bytes"
        case LiteralType(values=values):
            return f"Literal[{', '.join(map(literal, values))}]"
        case ArrayType(items=items):
            return f"list[{spelled(items, side)}]"
        case TupleType(items=members):
            return f"tuple[{', '.join(spelled(each, side) for each in members)}]"
        case MapType(values=inner):
            return f"dict[str, {spelled(inner, side)}]"
        case UnionType(variants=variants):
            parts = dict.fromkeys(spelled(each, side) for each in variants)
            return " | ".join(parts)
        case NullableType(inner=inner):
            return f"{spelled(inner, side)} | None"
        case RefType(id):
            return _reference(id, side)
        case _:
            assert_never(type_)


def _reference(key: str, side: Side) -> str:
    declared = side.api.types.get(key)
    plain = BooleanType | IntegerType | NumberType | StringType
    if isinstance(declared, Alias) and isinstance(declared.type, plain):
        return spelled(declared.type, side)
    return model(side, key) if declared is not None else "Any"
