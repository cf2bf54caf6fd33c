"""``oneOf`` and ``anyOf``: one of several types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from generator.ir import (
    AnyType,
    ArrayType,
    BinaryType,
    BooleanType,
    Discriminator,
    IntegerType,
    LiteralType,
    MapType,
    Model,
    NullableType,
    NullType,
    NumberType,
    RefType,
    StringType,
    TupleType,
    Type,
    TypeId,
    UnionType,
)
from generator.ir.visit import Types, resolve

__all__ = ["infer_tag", "is_usable", "join", "overlap", "width"]


def join(variants: Iterable[Type], tag: Discriminator | None = None) -> Type:
    """Return one type for several: nested unions flattened, null folded, equal ones
    kept once, a single one as it is.
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
    return _nullable(_one_of(tuple(kept), tag), nullable)


def width(type_: Type) -> int:
    """Return the number of variants of a union; 1 for any other type."""
    inner = type_.inner if isinstance(type_, NullableType) else type_
    return len(inner.variants) if isinstance(inner, UnionType) else 1


def _one_of(variants: tuple[Type, ...], tag: Discriminator | None) -> Type:
    if not variants:
        return NullType()
    if any(isinstance(variant, AnyType) for variant in variants):
        return AnyType()
    return variants[0] if len(variants) == 1 else UnionType(variants, tag)


def _nullable(type_: Type, nullable: bool) -> Type:
    if not nullable or isinstance(type_, NullType | AnyType | NullableType):
        return type_
    return NullableType(type_)


def infer_tag(variants: Sequence[Type], types: Types) -> Discriminator | None:
    """Return the tag of variants that each fix one required property to values of
    their own, or None.
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
        targets: dict[str, TypeId] = {}
        for id, model in models.items():
            values = _fixed(model, name, types) if model else ()
            if not values or targets.keys() & set(values):
                break
            targets.update(dict.fromkeys(values, id))
        else:
            return Discriminator(name, tuple(targets.items()))
    return None


def is_usable(tag: Discriminator | None, types: Types) -> bool:
    """Tell whether each target of a tag is a model, not a union of its own."""
    targets = [id for _, id in tag.mapping] if tag is not None else []
    return all(_model(RefType(id), types) is not None for id in targets)


def _model(type_: Type, types: Types) -> Model | None:
    declared = resolve(type_, types)
    return declared if isinstance(declared, Model) else None


def _fixed(model: Model, name: str, types: Types) -> tuple[str, ...]:
    """Return the strings that a required property is fixed to, if it is."""
    for field in model.fields:
        if field.name == name and field.required:
            type_ = resolve(field.type, types)
            if isinstance(type_, LiteralType):
                return tuple(v for v in type_.values if isinstance(v, str))
    return ()


def overlap(variants: Sequence[Type], types: Types) -> bool:
    """Tell whether some value surely matches two of the variants, so that "exactly
    one" (JSON Schema Core 2020-12, 10.2.1.3) cannot be relied on.
    """
    return any(
        _overlap(left, right, types) for left, right in combinations(variants[:64], 2)
    )


def _overlap(left: Type, right: Type, types: Types) -> bool:
    ours, theirs = resolve(left, types), resolve(right, types)
    if isinstance(ours, Model) and isinstance(theirs, Model):
        return _objects_overlap(ours, theirs, types)
    if isinstance(ours, LiteralType) and isinstance(theirs, LiteralType):
        return bool(set(map(repr, ours.values)) & set(map(repr, theirs.values)))
    return ours == theirs and isinstance(
        ours, StringType | BooleanType | IntegerType | NumberType
    )


def _objects_overlap(left: Model, right: Model, types: Types) -> bool:
    """Every open object admits the properties of another; only a property that both
    know, or one that a closed variant refuses, can tell them apart.
    """
    ours = {field.name: field for field in left.fields}
    theirs = {field.name: field for field in right.fields}
    if left.closed and any(f.required and f.name not in ours for f in right.fields):
        return False
    if right.closed and any(f.required and f.name not in theirs for f in left.fields):
        return False
    return all(
        _compatible(ours[name].type, theirs[name].type, types)
        for name in ours.keys() & theirs.keys()
        if ours[name].required or theirs[name].required
    )


def _compatible(left: Type, right: Type, types: Types) -> bool:
    """Tell whether one JSON value can satisfy both types, as far as is sure."""
    ours, theirs = resolve(left, types), resolve(right, types)
    if isinstance(ours, LiteralType) and isinstance(theirs, LiteralType):
        return bool(set(map(repr, ours.values)) & set(map(repr, theirs.values)))
    if ours == theirs:
        return True
    if isinstance(ours, LiteralType) or isinstance(theirs, LiteralType):
        return _kind(ours) == _kind(theirs) == "string" and any(
            isinstance(each, StringType) and each == StringType()
            for each in (ours, theirs)
        )
    return isinstance(ours, Model) and ours == theirs


def _kind(type_: Type | Model) -> str:
    """Return the JSON kind of a type, or "" where there are several."""
    match type_:
        case Model() | MapType():
            return "object"
        case ArrayType() | TupleType():
            return "array"
        case StringType() | BinaryType():
            return "string"
        case IntegerType() | NumberType():
            return "number"
        case BooleanType():
            return "boolean"
        case LiteralType(values=values):
            kinds = {type(value).__name__ for value in values}
            return "string" if kinds == {"str"} else ""
        case _:
            return ""
