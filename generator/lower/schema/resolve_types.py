"""What a type is can only be told in full once all declarations are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    Declaration,
    Field,
    MapType,
    NullableType,
    NullType,
    RefType,
    TupleType,
    Type,
    TypeId,
    UnionType,
)
from generator.lower.schema.union import infer_tag, is_usable, join, resolve

__all__ = ["settle", "settled"]

Types = Mapping[TypeId, Declaration]


def settled(types: Types, nullable: Collection[TypeId]) -> dict[TypeId, Declaration]:
    """Return all declarations with their types settled, see `settle`."""
    return {key: _declaration(each, nullable, types) for key, each in types.items()}


def settle(type_: Type, nullable: Collection[TypeId], types: Types) -> Type:
    """Return a type that says what its references stand for: one to a schema in
    `nullable` may be null, and unions have their tags. A name for any value is that value.
    """

    def inside(each: Type) -> Type:
        return settle(each, nullable, types)

    match type_:
        case RefType(id) if id in nullable:
            return NullableType(type_)
        case RefType():
            known = resolve(type_, types)
            return known if isinstance(known, AnyType | NullType) else type_
        case ArrayType(items=items):
            each = inside(items)
            return type_ if each is items else replace(type_, items=each)
        case TupleType(items=members):
            return TupleType(tuple(map(inside, members)))
        case MapType(values=values):
            each = inside(values)
            return type_ if each is values else replace(type_, values=each)
        case NullableType(inner=inner):
            return join([inside(inner), NullType()])
        case UnionType(variants=variants, tag=tag):
            return _tagged(join(map(inside, variants), tag), types)
        case _:
            return type_


def _tagged(type_: Type, types: Types) -> Type:
    if isinstance(type_, NullableType):
        return NullableType(_tagged(type_.inner, types))
    if isinstance(type_, UnionType):
        tag = type_.tag or infer_tag(type_.variants, types)
        return replace(type_, tag=tag if is_usable(tag, types) else None)
    return type_


def _declaration(
    declared: Declaration, nullable: Collection[TypeId], types: Types
) -> Declaration:
    if isinstance(declared, Alias):
        return replace(declared, type=settle(declared.type, nullable, types))
    extra = declared.extra
    return replace(
        declared,
        fields=tuple(_field(each, nullable, types) for each in declared.fields),
        extra=None if extra is None else settle(extra, nullable, types),
    )


def _field(field: Field, nullable: Collection[TypeId], types: Types) -> Field:
    type_ = settle(field.type, nullable, types)
    return field if type_ is field.type else replace(field, type=type_)
