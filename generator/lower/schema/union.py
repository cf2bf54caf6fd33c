"""Unions of types: joined, with discriminators, and whether their variants overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from generator.diagnostics.model import Problems
from generator.ir import (
    AnyType,
    BooleanType,
    Discriminator,
    IntegerType,
    LiteralType,
    Model,
    NullableType,
    NullType,
    NumberType,
    RefType,
    StringType,
    Type,
    TypeId,
    UnionType,
)
from generator.ir.visit import Types, map_types, resolve

__all__ = ["count_variants", "join", "report_overlaps", "resolve_types"]

MAX_COMPARED_VARIANTS = 64


def join(variants: Iterable[Type], discriminator: Discriminator | None = None) -> Type:
    """Return the union of types: a nested union without a discriminator becomes part
    of it, null makes it nullable, equal types count once, and one type is no union.
    """
    kept: dict[Type, None] = {}
    nullable = False
    for variant in variants:
        if isinstance(variant, NullableType):
            nullable, variant = True, variant.inner
        if isinstance(variant, NullType):
            nullable = True
        elif isinstance(variant, UnionType) and variant.discriminator is None:
            kept.update(dict.fromkeys(variant.variants))
        else:
            kept[variant] = None
    return _with_null(_union(tuple(kept), discriminator), nullable)


def count_variants(type_: Type) -> int:
    """Return the number of variants of a union, null apart; 1 for any other type."""
    inner = type_.inner if isinstance(type_, NullableType) else type_
    return len(inner.variants) if isinstance(inner, UnionType) else 1


def _union(variants: tuple[Type, ...], discriminator: Discriminator | None) -> Type:
    if not variants:
        return NullType()
    if any(isinstance(variant, AnyType) for variant in variants):
        return AnyType()
    return variants[0] if len(variants) == 1 else UnionType(variants, discriminator)


def _with_null(type_: Type, nullable: bool) -> Type:
    if not nullable or isinstance(type_, NullType | AnyType | NullableType):
        return type_
    return NullableType(type_)


def resolve_types(type_: Type, nullable: Collection[TypeId], types: Types) -> Type:
    """Return a type completed by what is only known once all schemas are declared.

    A reference to a schema in `nullable` becomes nullable, a reference to any value or
    to null becomes that type, and unions get their discriminators.
    """
    if isinstance(type_, RefType):
        if type_.id in nullable:
            return NullableType(type_)
        target = resolve(type_, types)
        return target if isinstance(target, AnyType | NullType) else type_
    type_ = map_types(type_, lambda each: resolve_types(each, nullable, types))
    match type_:
        case NullableType(inner=inner):
            return join([inner, NullType()])
        case UnionType(variants=variants, discriminator=discriminator):
            return _with_discriminator(join(variants, discriminator), types)
        case _:
            return type_


def _with_discriminator(type_: Type, types: Types) -> Type:
    if isinstance(type_, NullableType):
        return NullableType(_with_discriminator(type_.inner, types))
    if not isinstance(type_, UnionType):
        return type_
    found = type_.discriminator or _infer_discriminator(type_.variants, types)
    keys = [key for _, key in found.mapping] if found is not None else []
    is_usable = all(_model(RefType(key), types) is not None for key in keys)
    return replace(type_, discriminator=found if is_usable else None)


def _infer_discriminator(
    variants: Sequence[Type], types: Types
) -> Discriminator | None:
    """Return the first property that each variant requires and fixes to values of its
    own; None if there is none.
    """
    models = {
        variant.id: _model(variant, types)
        for variant in variants
        if isinstance(variant, RefType)
    }
    first = next(iter(models.values()), None)
    if first is None or None in models.values() or not 1 < len(models) == len(variants):
        return None
    for name in (field.name for field in first.fields):
        mapping: dict[str, TypeId] = {}
        for key, model in models.items():
            values = _fixed_texts(model, name, types) if model else ()
            if not values or mapping.keys() & set(values):
                break
            mapping.update(dict.fromkeys(values, key))
        else:
            return Discriminator(name, tuple(mapping.items()))
    return None


def _model(type_: Type, types: Types) -> Model | None:
    declared = resolve(type_, types)
    return declared if isinstance(declared, Model) else None


def _fixed_texts(model: Model, name: str, types: Types) -> tuple[str, ...]:
    """Return the strings that a required property is restricted to, if it is."""
    for field in model.fields:
        if field.name == name and field.required:
            type_ = resolve(field.type, types)
            if isinstance(type_, LiteralType):
                return tuple(v for v in type_.values if isinstance(v, str))
    return ()


def report_overlaps(
    one_ofs: Iterable[tuple[Type, str]], types: Types, problems: Problems
) -> None:
    """Report each ``oneOf``, given as type and pointer, of which some value certainly
    matches two variants, but not exactly one (JSON Schema Core 2020-12, 10.2.1.3).
    """
    for type_, pointer in one_ofs:
        inner = type_.inner if isinstance(type_, NullableType) else type_
        variants = inner.variants if isinstance(inner, UnionType) else ()
        pairs = combinations(variants[:MAX_COMPARED_VARIANTS], 2)
        if any(_overlap(left, right, types) for left, right in pairs):
            problems.add(
                "overlapping-one-of",
                "a value can match several variants of this oneOf",
                at=pointer,
                consequence="the client reads the variant with the most matching "
                "properties, and the contract tests check anyOf instead",
                suggestion="use anyOf, or give each variant a required property with a "
                "constant of its own",
            )


def _overlap(left: Type, right: Type, types: Types) -> bool:
    one, other = resolve(left, types), resolve(right, types)
    if isinstance(one, Model) and isinstance(other, Model):
        return _objects_overlap(one, other, types)
    if isinstance(one, LiteralType) and isinstance(other, LiteralType):
        return bool(set(map(repr, one.values)) & set(map(repr, other.values)))
    return one == other and isinstance(
        one, StringType | BooleanType | IntegerType | NumberType
    )


def _objects_overlap(left: Model, right: Model, types: Types) -> bool:
    """Tell whether an object can match both models.

    An open object allows any further property, so only a property that both declare,
    or one that a closed model forbids, can tell them apart.
    """
    lefts = {field.name: field for field in left.fields}
    rights = {field.name: field for field in right.fields}
    if left.closed and any(f.required and f.name not in lefts for f in right.fields):
        return False
    if right.closed and any(f.required and f.name not in rights for f in left.fields):
        return False
    return all(
        _compatible(lefts[name].type, rights[name].type, types)
        for name in lefts.keys() & rights.keys()
        if lefts[name].required or rights[name].required
    )


def _compatible(left: Type, right: Type, types: Types) -> bool:
    """Tell whether some JSON value certainly satisfies both types."""
    one, other = resolve(left, types), resolve(right, types)
    if isinstance(one, LiteralType) and isinstance(other, LiteralType):
        return bool(set(map(repr, one.values)) & set(map(repr, other.values)))
    return one == other or _is_text(one, other) or _is_text(other, one)


def _is_text(literal: Type | Model, text: Type | Model) -> bool:
    """Tell whether one type is strings, and the other any string."""
    if not isinstance(literal, LiteralType) or text != StringType():
        return False
    return all(isinstance(value, str) for value in literal.values)
