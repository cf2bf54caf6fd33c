"""Types compared: what is sent may become wider, what is received narrower."""

from __future__ import annotations

from generator.evolve.change import Side
from generator.evolve.compare.comparison import Pair, Spot, Walk, Way, base, resolved
from generator.evolve.compare.constraints import turns
from generator.evolve.compare.enums import compare_kinds, compare_members
from generator.evolve.compare.properties import compare_models
from generator.evolve.spell import spelled
from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    Declaration,
    Discriminator,
    LiteralType,
    MapType,
    Model,
    NullableType,
    RefType,
    StringType,
    TupleType,
    Type,
    UnionType,
)

__all__ = ["compare_pairs", "compare_types"]


def compare_pairs(walk: Walk) -> None:
    """Compare every pair of declarations that waits."""
    for pair in walk.pairs():
        walk.is_silent = pair.is_silent
        _declarations(walk, pair)


def _declarations(walk: Walk, pair: Pair) -> None:
    old, new = walk.old.api.types.get(pair.old), walk.new.api.types.get(pair.new)
    if old is None or new is None:
        return
    spot = walk.model_spot(pair.old, pair.new)
    _annotations(walk, old, new, spot)
    match old, new:
        case Model(), Model():
            for before, after, at, optional in compare_models(
                walk, old, new, spot, pair.way
            ):
                compare_types(walk, before, after, at, pair.way, optional=optional)
        case Alias(), Alias():
            compare_types(walk, old.type, new.type, spot, pair.way)
        case _:
            shown = [
                d.type if isinstance(d, Alias) else RefType(d.id) for d in (old, new)
            ]
            compare_kinds(walk, shown[0], shown[1], spot, pair.way)


def _annotations(walk: Walk, old: Declaration, new: Declaration, at: Spot) -> None:
    if old.doc.deprecated != new.doc.deprecated:
        walk.add("model-deprecated" if new.doc.deprecated else "model-reinstated", at)
    before = old.doc.title, old.doc.description
    if before != (new.doc.title, new.doc.description):
        walk.add("model-described", at)


def compare_types(
    walk: Walk, old: Type, new: Type, at: Spot, way: Way, *, optional: bool = False
) -> None:
    """Compare what stands at one spot; `optional` says that it may be absent on both
    sides, where Python's None is allowed anyway.
    """
    changed = isinstance(old, NullableType) != isinstance(new, NullableType)
    if changed and not (_is_any(walk.old, old) or _is_any(walk.new, new)):
        _null(walk, isinstance(new, NullableType), at, way, optional)
    old = old.inner if isinstance(old, NullableType) else old
    new = new.inner if isinstance(new, NullableType) else new
    if isinstance(old, RefType) and isinstance(new, RefType):
        _references(walk, old, new, at, way)
        return
    _resolved(walk, resolved(old, walk.old), resolved(new, walk.new), at, way)


def _is_any(side: Side, type_: Type) -> bool:
    return isinstance(resolved(type_, side), AnyType)


def _null(walk: Walk, is_now: bool, at: Spot, way: Way, optional: bool) -> None:
    match way, is_now, optional:
        case "request", True, _:
            walk.add("request-became-nullable", at)
        case "request", False, True:
            walk.add("request-optional-not-nullable", at)
        case "request", False, _:
            walk.add("request-not-nullable", at)
        case _, True, True:
            walk.add("response-optional-became-nullable", at)
        case _, True, _:
            walk.add("response-became-nullable", at)
        case _:
            walk.add("response-not-nullable", at)


def _references(walk: Walk, old: RefType, new: RefType, at: Spot, way: Way) -> None:
    """Compare two declared types: the same one, a renamed one, or another."""
    same = base(old.id) == base(new.id) or walk.rename(old.id, new.id)
    before, after = walk.old.api.types.get(old.id), walk.new.api.types.get(new.id)
    alike = isinstance(before, Model) == isinstance(after, Model)
    if same and alike:
        if not walk.is_trial:  # They are compared where they stand for each other.
            walk.pair(old.id, new.id, way)
    elif isinstance(before, Model) and isinstance(after, Model):
        _models(walk, old, new, at, way)
    else:
        whole = resolved(old, walk.old), resolved(new, walk.new)
        _resolved(walk, *whole, at, way)


def _models(walk: Walk, old: RefType, new: RefType, at: Spot, way: Way) -> None:
    """Record that a model stands in the place of another one. Neither has changed for
    that, but how they differ tells what becomes of a call.
    """
    if walk.is_trial:
        walk.pair(old.id, new.id, way)
        return
    key = (old.id, new.id, way)
    if key not in walk.trials:
        trial = Walk(walk.old, walk.new, is_trial=True)
        trial.pair(*key)
        compare_pairs(trial)
        walk.trials[key] = any(each.wire == "break" for each in trial.changes())
    breaks = walk.trials[key]
    texts = spelled(old, walk.old), spelled(new, walk.new)
    walk.add(f"{way}-model-{'replaced' if breaks else 'changed'}", at, *texts)


def _resolved(walk: Walk, old: Type, new: Type, at: Spot, way: Way) -> None:
    """Compare two types that are no aliases."""
    if isinstance(old, NullableType) or isinstance(new, NullableType):
        compare_types(walk, old, new, at, way)
        return
    for limit, trend, before, after in turns(old, new):
        if trend == "changed":  # neither contains the other: the worse of both
            trend = "tightened" if way == "request" else "loosened"
        walk.add(f"{way}-{limit}-{trend}", at, before, after)
    match old, new:
        case RefType(), RefType():
            _references(walk, old, new, at, way)
        case (UnionType(), _) | (_, UnionType()):
            _unions(walk, old, new, at, way)
        case ArrayType(), ArrayType():
            inner = at.inner(f"{at.symbol}[]")
            compare_types(walk, old.items, new.items, inner, way)
        case MapType(), MapType():
            inner = at.inner(f"{at.symbol}[str]")
            compare_types(walk, old.values, new.values, inner, way)
        case TupleType(), TupleType() if len(old.items) == len(new.items):
            for place, both in enumerate(zip(old.items, new.items, strict=True)):
                compare_types(walk, *both, at.inner(f"{at.symbol}[{place}]"), way)
        case LiteralType(), LiteralType():
            compare_members(walk, old, new, at, way)
        case _ if type(old) is not type(new) or isinstance(old, TupleType | StringType):
            compare_kinds(walk, old, new, at, way)


def _unions(walk: Walk, old: Type, new: Type, at: Spot, way: Way) -> None:
    """Match the variants of two unions; a single type is a union of one."""
    gone, come = _alternatives(old), _alternatives(new)
    matched: list[tuple[Type, Type]] = []
    for is_same in (_same, _alike):
        for before in list(gone):
            found = next((a for a in come if is_same(walk, before, a)), None)
            if found is not None:
                matched.append((before, found))
                gone.remove(before)
                come.remove(found)
    for before, after in matched:
        compare_types(walk, before, after, at, way)
    texts = spelled(old, walk.old), spelled(new, walk.new)
    if not isinstance(old, UnionType):
        if gone or come:
            turn = "changed" if gone else "widened"
            walk.add(f"{way}-type-{turn}", at, *texts)
    elif way == "response":
        gone, come = _plain(walk, gone, come, at, texts)
        _variants(walk, gone, come, at, way)
    else:
        _variants(walk, gone, come, at, way)
    if isinstance(old, UnionType) and isinstance(new, UnionType):
        _discriminators(walk, old.discriminator, new.discriminator, at, way)


def _alternatives(type_: Type) -> list[Type]:
    """Return the variants of a type, the enums among them as one."""
    variants = type_.variants if isinstance(type_, UnionType) else (type_,)
    values = [
        v for each in variants if isinstance(each, LiteralType) for v in each.values
    ]
    rest: list[Type] = [each for each in variants if not isinstance(each, LiteralType)]
    return [*rest, LiteralType(tuple(dict.fromkeys(values)))] if values else rest


def _same(walk: Walk, old: Type, new: Type) -> bool:
    if isinstance(old, RefType) and isinstance(new, RefType):
        return base(old.id) == base(new.id)
    return old == new


def _alike(walk: Walk, old: Type, new: Type) -> bool:
    """Tell whether two variants are the same one, changed."""
    if isinstance(old, RefType) and isinstance(new, RefType):
        return walk.rename(old.id, new.id)
    if isinstance(old, StringType) and isinstance(new, StringType):
        return old.format == new.format
    return type(old) is type(new)


def _plain(
    walk: Walk,
    gone: list[Type],
    come: list[Type],
    at: Spot,
    texts: tuple[str, str],
) -> tuple[list[Type], list[Type]]:
    """Record variants that are received and are no models: code does not name them, so
    fewer break nothing, and there is nothing to keep an unknown one as.
    """
    models: list[list[Type]] = [
        [each for each in some if isinstance(each, RefType)] for some in (gone, come)
    ]
    if models[1] != come:
        walk.add("response-type-widened", at, *texts)
    elif models[0] != gone:
        walk.add("response-type-narrowed", at, *texts)
    return models[0], models[1]


def _variants(
    walk: Walk, gone: list[Type], come: list[Type], at: Spot, way: Way
) -> None:
    for each in gone:
        walk.add(f"{way}-variant-removed", at, old=spelled(each, walk.old))
    for each in come:
        walk.add(f"{way}-variant-added", at, new=spelled(each, walk.new))


def _discriminators(
    walk: Walk, old: Discriminator | None, new: Discriminator | None, at: Spot, way: Way
) -> None:
    if old is None or new is None:
        return
    if old.property_name != new.property_name:
        walk.add(
            f"{way}-discriminator-changed", at, old.property_name, new.property_name
        )
        return
    before, after = dict(old.mapping), dict(new.mapping)
    kept = {base(target) for target in after.values()}
    known = {base(target) for target in before.values()}
    for value, target in before.items():
        if value not in after and base(target) in kept:
            walk.add(f"{way}-mapping-removed", at, old=value)
    for value, target in after.items():
        if value not in before and base(target) in known:
            walk.add(f"{way}-mapping-added", at, new=value)
