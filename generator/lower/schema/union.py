"""Join types to unions, infer discriminators, and report overlapping variants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from generator import ir
from generator.diagnostics.model import Problems
from generator.ir.visit import Types, map_types, resolve

__all__ = ["count_variants", "join", "report_overlaps", "resolve_types"]

MAX_COMPARED_VARIANTS = 64


def join(
    variants: Iterable[ir.Type], discriminator: ir.Discriminator | None = None
) -> ir.Type:
    """Return the union of types: a nested union without a discriminator becomes part
    of it, null makes it nullable, equal types count once, and one type is no union.
    """
    kept: dict[ir.Type, None] = {}
    nullable = False
    for variant in variants:
        if isinstance(variant, ir.NullableType):
            nullable, variant = True, variant.inner
        if isinstance(variant, ir.NullType):
            nullable = True
        elif isinstance(variant, ir.UnionType) and variant.discriminator is None:
            kept.update(dict.fromkeys(variant.variants))
        else:
            kept[variant] = None
    return _with_null(_union(tuple(kept), discriminator), nullable)


def count_variants(type_: ir.Type) -> int:
    """Return the number of variants of a union, null apart; 1 for any other type."""
    inner = type_.inner if isinstance(type_, ir.NullableType) else type_
    return len(inner.variants) if isinstance(inner, ir.UnionType) else 1


def _union(
    variants: tuple[ir.Type, ...], discriminator: ir.Discriminator | None
) -> ir.Type:
    if not variants:
        return ir.NullType()
    if any(isinstance(variant, ir.AnyType) for variant in variants):
        return ir.AnyType()
    return variants[0] if len(variants) == 1 else ir.UnionType(variants, discriminator)


def _with_null(type_: ir.Type, nullable: bool) -> ir.Type:
    if not nullable or isinstance(type_, ir.NullType | ir.AnyType | ir.NullableType):
        return type_
    return ir.NullableType(type_)


def resolve_types(
    type_: ir.Type, nullable: Collection[ir.TypeId], types: Types
) -> ir.Type:
    """Return a type completed by what is only known once all schemas are declared.

    A reference to a schema in `nullable` becomes nullable, a reference to any value or
    to null becomes that type, and unions get their discriminators.
    """
    if isinstance(type_, ir.RefType):
        if type_.id in nullable:
            return ir.NullableType(type_)
        target = resolve(type_, types)
        return target if isinstance(target, ir.AnyType | ir.NullType) else type_
    type_ = map_types(type_, lambda each: resolve_types(each, nullable, types))
    match type_:
        case ir.NullableType(inner=inner):
            return join([inner, ir.NullType()])
        case ir.UnionType(variants=variants, discriminator=discriminator):
            return _with_discriminator(join(variants, discriminator), types)
        case _:
            return type_


def _with_discriminator(type_: ir.Type, types: Types) -> ir.Type:
    if isinstance(type_, ir.NullableType):
        return ir.NullableType(_with_discriminator(type_.inner, types))
    if not isinstance(type_, ir.UnionType):
        return type_
    found = type_.discriminator or _infer_discriminator(type_.variants, types)
    keys = [key for _, key in found.mapping] if found is not None else []
    is_usable = all(_model(ir.RefType(key), types) is not None for key in keys)
    return replace(type_, discriminator=found if is_usable else None)


def _infer_discriminator(
    variants: Sequence[ir.Type], types: Types
) -> ir.Discriminator | None:
    """Return the first property that each variant requires and fixes to values of its
    own; None if there is none.
    """
    models = {
        variant.id: _model(variant, types)
        for variant in variants
        if isinstance(variant, ir.RefType)
    }
    first = next(iter(models.values()), None)
    if first is None or None in models.values() or not 1 < len(models) == len(variants):
        return None
    for name in (field.name for field in first.fields):
        mapping: dict[str, ir.TypeId] = {}
        for key, model in models.items():
            values = _fixed_texts(model, name, types) if model else ()
            if not values or mapping.keys() & set(values):
                break
            mapping.update(dict.fromkeys(values, key))
        else:
            return ir.Discriminator(name, tuple(mapping.items()))
    return None


def _model(type_: ir.Type, types: Types) -> ir.Model | None:
    declared = resolve(type_, types)
    return declared if isinstance(declared, ir.Model) else None


def _fixed_texts(model: ir.Model, name: str, types: Types) -> tuple[str, ...]:
    """Return the strings that a required property is restricted to, if it is."""
    for field in model.fields:
        if field.name == name and field.required:
            type_ = resolve(field.type, types)
            if isinstance(type_, ir.LiteralType):
                return tuple(v for v in type_.values if isinstance(v, str))
    return ()


def report_overlaps(
    one_ofs: Iterable[tuple[ir.Type, str]], types: Types, problems: Problems
) -> None:
    """Report each ``oneOf``, given as type and pointer, of which some value certainly
    matches two variants, but not exactly one (JSON Schema Core 2020-12, 10.2.1.3).
    """
    for type_, pointer in one_ofs:
        inner = type_.inner if isinstance(type_, ir.NullableType) else type_
        variants = inner.variants if isinstance(inner, ir.UnionType) else ()
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


def _overlap(left: ir.Type, right: ir.Type, types: Types) -> bool:
    one, other = resolve(left, types), resolve(right, types)
    if isinstance(one, ir.Model) and isinstance(other, ir.Model):
        return _objects_overlap(one, other, types)
    if isinstance(one, ir.LiteralType) and isinstance(other, ir.LiteralType):
        return bool(set(map(repr, one.values)) & set(map(repr, other.values)))
    return one == other and isinstance(
        one, ir.StringType | ir.BooleanType | ir.IntegerType | ir.NumberType
    )


def _objects_overlap(left: ir.Model, right: ir.Model, types: Types) -> bool:
    """Return whether an object can match both models.

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


def _compatible(left: ir.Type, right: ir.Type, types: Types) -> bool:
    """Return whether some JSON value certainly satisfies both types."""
    one, other = resolve(left, types), resolve(right, types)
    if isinstance(one, ir.LiteralType) and isinstance(other, ir.LiteralType):
        return bool(set(map(repr, one.values)) & set(map(repr, other.values)))
    return one == other or _is_text(one, other) or _is_text(other, one)


def _is_text(literal: ir.Type | ir.Model, text: ir.Type | ir.Model) -> bool:
    """Return whether one type is strings, and the other any string."""
    if not isinstance(literal, ir.LiteralType) or text != ir.StringType():
        return False
    return all(isinstance(value, str) for value in literal.values)
