"""What a type is can only be told in full once all declarations are known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from generator.ir import (
    AnyType,
    Declaration,
    NullableType,
    NullType,
    RefType,
    Type,
    TypeId,
    UnionType,
)
from generator.ir.visit import Types, map_declaration, map_types, resolve
from generator.lower.schema.union import infer_tag, is_usable, join

__all__ = ["settle", "settled"]


def settled(types: Types, nullable: Collection[TypeId]) -> dict[TypeId, Declaration]:
    """Return all declarations with their types settled, see `settle`."""
    return {
        key: map_declaration(each, lambda type_: settle(type_, nullable, types))
        for key, each in types.items()
    }


def settle(type_: Type, nullable: Collection[TypeId], types: Types) -> Type:
    """Return a type that says what its references stand for: one to a schema in
    `nullable` may be null, and unions have their tags. A name for any value is that value.
    """

    if isinstance(type_, RefType):
        if type_.id in nullable:
            return NullableType(type_)
        known = resolve(type_, types)
        return known if isinstance(known, AnyType | NullType) else type_
    type_ = map_types(type_, lambda each: settle(each, nullable, types))
    match type_:
        case NullableType(inner=inner):
            return join([inner, NullType()])
        case UnionType(variants=variants, discriminator=tag):
            return _tagged(join(variants, tag), types)
        case _:
            return type_


def _tagged(type_: Type, types: Types) -> Type:
    if isinstance(type_, NullableType):
        return NullableType(_tagged(type_.inner, types))
    if isinstance(type_, UnionType):
        tag = type_.discriminator or infer_tag(type_.variants, types)
        return replace(type_, discriminator=tag if is_usable(tag, types) else None)
    return type_
