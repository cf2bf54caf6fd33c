"""Methods, arguments, models and types as the users of a package write them."""

from __future__ import annotations

import json
from typing import assert_never

from generator.evolve.change import NamedApi
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
    TypeId,
    UnionType,
)
from generator.names import argument_key, resource_key

__all__ = [
    "argument_symbol",
    "literal_text",
    "method_symbol",
    "model_symbol",
    "property_symbol",
    "spell",
]

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


def method_symbol(named: NamedApi, operation: Operation) -> str:
    """Return a method as it is called, such as ``client.pets.get``."""
    resource = named.names.resources[resource_key(operation)].attribute
    return f"client.{resource}.{named.names.methods[operation.pointer]}"


def model_symbol(named: NamedApi, key: TypeId) -> str:
    """Return a declaration as it is imported, such as ``models.Pet``."""
    return f"models.{named.names.types[key]}"


def property_symbol(named: NamedApi, key: TypeId, name: str) -> str:
    """Return a property of a model, such as ``models.Pet.name``."""
    return f"{model_symbol(named, key)}.{named.names.fields[key][name]}"


def argument_symbol(
    named: NamedApi, operation: Operation, location: str, name: str
) -> str:
    """Return an argument of a method, such as ``client.pets.list(limit=)``.

    The location is that of a parameter, or ``body`` for a property of the body.
    """
    keyword = named.names.arguments[operation.pointer][argument_key(location, name)]
    return f"{method_symbol(named, operation)}({keyword}=)"


def literal_text(value: LiteralValue) -> str:
    """Return a member of an enum as a Python literal."""
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    )


def spell(type_: Type, named: NamedApi) -> str:
    """Return a type as a Python annotation."""
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
            return f"Literal[{', '.join(map(literal_text, values))}]"
        case ArrayType(items=items):
            return f"list[{spell(items, named)}]"
        case TupleType(items=members):
            return f"tuple[{', '.join(spell(each, named) for each in members)}]"
        case MapType(values=inner):
            return f"dict[str, {spell(inner, named)}]"
        case UnionType(variants=variants):
            parts = dict.fromkeys(spell(each, named) for each in variants)
            return " | ".join(parts)
        case NullableType(inner=inner):
            return f"{spell(inner, named)} | None"
        case RefType(id):
            return _reference(id, named)
        case _:
            assert_never(type_)


def _reference(key: TypeId, named: NamedApi) -> str:
    declared = named.api.types.get(key)
    plain = BooleanType | IntegerType | NumberType | StringType
    if isinstance(declared, Alias) and isinstance(declared.type, plain):
        return spell(declared.type, named)
    return model_symbol(named, key) if declared is not None else "Any"
