"""Join types to unions, and report variants of ``oneOf`` that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from generator import ir
from generator.diagnostics.model import Problems
from generator.ir.visit import Types, resolve

__all__ = ["count_variants", "join", "report_overlaps"]

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
