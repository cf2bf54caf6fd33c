"""Compare types. Types of requests may become wider, types of responses narrower."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from generator import ir
from generator.code import literal
from generator.evolve.change import Level, worst_level
from generator.evolve.compare.constraints import changed_constraints
from generator.evolve.compare.diff import (
    ChangeSite,
    DeclarationPair,
    Diff,
    match,
    model_site,
)
from generator.evolve.compare.properties import compare_annotations, compare_models
from generator.evolve.compare.reading import reading_level, sending_level
from generator.surface import OBJECT_FORMATS

__all__ = ["compare_queued", "compare_types", "trial_level"]


def compare_queued(diff: Diff) -> None:
    """Compare the pairs of declarations in the queue until it is empty."""
    while diff.queue:
        pair = diff.queue.popleft()
        diff.outside_calls = pair.outside_calls
        _compare_declarations(diff, pair)


def _compare_declarations(diff: Diff, pair: DeclarationPair) -> None:
    old, new = diff.old.api.types.get(pair.old), diff.new.api.types.get(pair.new)
    if old is None or new is None:
        return
    site = model_site(diff.new.model(pair.new), pair.old, pair.new, pair.direction)
    compare_annotations(diff, old.doc, new.doc, site, "model")
    _compare_member_names(diff, pair, site)
    match old, new:
        case ir.Model(), ir.Model():
            for types in compare_models(diff, old, new, site):
                compare_types(diff, *types)
        case ir.Alias(), ir.Alias():
            compare_types(diff, old.type, new.type, site)
        case _:
            before, after = (
                d.type if isinstance(d, ir.Alias) else ir.RefType(d.id)
                for d in (old, new)
            )
            _compare_kinds(diff, before, after, site)


def _compare_member_names(diff: Diff, pair: DeclarationPair, site: ChangeSite) -> None:
    """Record which names of an enum's members code can no longer use."""
    before = [*diff.old.names.members.get(pair.old, {}).values()]
    after = [*diff.new.names.members.get(pair.new, {}).values()]
    if before and not after:
        diff.add("enum-names-removed", site)
    elif after and not before:
        diff.add("enum-names-added", site, new=", ".join(after))
    else:
        for name in before:
            if name not in after:
                diff.add("enum-name-removed", site, name)


def compare_types(
    diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite, optional: bool = False
) -> None:
    """Compare the types at one site.

    `optional` says that both versions may omit the value, so that the Python type
    includes None with or without null.
    """
    is_nullable = isinstance(new, ir.NullableType)
    if is_nullable != isinstance(old, ir.NullableType):
        resolved = diff.old.resolve(old), diff.new.resolve(new)
        if not any(isinstance(each, ir.AnyType) for each in resolved):
            _add_null_changed(diff, is_nullable, site, optional)
    old = old.inner if isinstance(old, ir.NullableType) else old
    new = new.inner if isinstance(new, ir.NullableType) else new
    if isinstance(old, ir.RefType) and isinstance(new, ir.RefType):
        _compare_references(diff, old, new, site)
        return
    _compare_resolved(diff, diff.old.resolve(old), diff.new.resolve(new), site)


def _add_null_changed(
    diff: Diff, is_nullable: bool, site: ChangeSite, optional: bool
) -> None:
    state = "became-nullable" if is_nullable else "not-nullable"
    # The Python type of an optional value includes None anyway.
    if optional and is_nullable is (site.direction == "response"):
        state = f"optional-{state}"
    diff.add(f"{site.direction}-{state}", site)


def _compare_references(
    diff: Diff, old: ir.RefType, new: ir.RefType, site: ChangeSite
) -> None:
    """Compare references to the same declaration, a renamed one, or another one."""
    is_same = diff.is_same(old.id, new.id)
    before, after = diff.old.api.types.get(old.id), diff.new.api.types.get(new.id)
    if is_same and isinstance(before, ir.Model) == isinstance(after, ir.Model):
        if not diff.is_trial:  # The main comparison compares them.
            diff.enqueue(old.id, new.id, site.direction)
    elif isinstance(before, ir.Model) and isinstance(after, ir.Model):
        _compare_replaced(diff, old, new, site)
    else:
        _compare_resolved(diff, diff.old.resolve(old), diff.new.resolve(new), site)


def _compare_replaced(
    diff: Diff, old: ir.RefType, new: ir.RefType, site: ChangeSite
) -> None:
    """Record that another model replaces one, and whether that breaks calls: a trial
    comparison of the two finds out, but its changes are not reported.
    """
    if diff.is_trial:
        diff.enqueue(old.id, new.id, site.direction)
        return
    key = (old.id, new.id, site.direction)
    if key not in diff.replacement_levels:
        trial = Diff(diff.old, diff.new, is_trial=True)
        trial.enqueue(*key)
        compare_queued(trial)
        diff.replacement_levels[key] = worst_level(e.wire for e in trial.changes())
    level = diff.replacement_levels[key]
    state = "replaced" if level == "break" else "changed"
    diff.add_type_change(f"{site.direction}-model-{state}", site, old, new, level)


def trial_level(diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite) -> Level:
    """Return the wire level where one type replaces another; nothing is reported."""
    trial = Diff(diff.old, diff.new, is_trial=True)
    compare_types(trial, old, new, site)
    compare_queued(trial)
    return worst_level(each.wire for each in trial.changes())


def _compare_resolved(diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite) -> None:
    """Compare two types that are no references to aliases."""
    if isinstance(old, ir.NullableType) or isinstance(new, ir.NullableType):
        compare_types(diff, old, new, site)
        return
    for constraint, trend, before, after in changed_constraints(old, new):
        if trend == "changed":  # Neither contains the other: assume the worse.
            trend = "tightened" if site.direction == "request" else "loosened"
        diff.add(f"{site.direction}-{constraint}-{trend}", site, before, after)
    match old, new:
        case ir.RefType(), ir.RefType():
            _compare_references(diff, old, new, site)
        case (ir.UnionType(), _) | (_, ir.UnionType()):
            _compare_unions(diff, old, new, site)
        case ir.ArrayType(), ir.ArrayType():
            inner = site.inner(f"{site.symbol}[]")
            compare_types(diff, old.items, new.items, inner)
        case ir.MapType(), ir.MapType():
            inner = site.inner(f"{site.symbol}[str]")
            compare_types(diff, old.values, new.values, inner)
        case ir.TupleType(), ir.TupleType() if len(old.items) == len(new.items):
            for index, both in enumerate(zip(old.items, new.items, strict=True)):
                inner = site.inner(f"{site.symbol}[{index}]")
                compare_types(diff, *both, inner)
        case ir.LiteralType(), ir.LiteralType():
            _compare_enum_members(diff, old, new, site)
        case _ if type(old) is not type(new) or isinstance(
            old, ir.TupleType | ir.StringType
        ):
            _compare_kinds(diff, old, new, site)


def _compare_enum_members(
    diff: Diff, old: ir.LiteralType, new: ir.LiteralType, site: ChangeSite
) -> None:
    before, after = (list(map(literal, each.values)) for each in (old, new))
    is_constant = site.direction == "response" and len(before) == 1
    if is_constant and before[0] not in after:
        _add_constant_changed(diff, old, new, site)
    else:
        for member in before:
            if member not in after:
                diff.add(f"{site.direction}-enum-member-removed", site, old=member)
        # Only an enum of several members is open.
        level: Level = "warn" if is_constant else "ok"
        for member in after:
            if member not in before:
                rule = f"{site.direction}-enum-member-added"
                diff.add(rule, site, new=member, wire=level)


def _add_constant_changed(
    diff: Diff, old: ir.LiteralType, new: ir.Type, site: ChangeSite
) -> None:
    """Record another value of a constant in a response. An unknown discriminator is
    accepted, another unknown constant is not.
    """
    what = "tag" if site.old in diff.discriminators else "constant"
    diff.add_type_change(f"response-{what}-changed", site, old, new)


def _compare_kinds(diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite) -> None:
    """Record that a type became one of another kind, or a string of another format."""
    match old, new:
        case ir.StringType(), ir.StringType():
            _compare_formats(diff, old, new, site)
            return
        case other, ir.LiteralType(values=values) if _includes(other, values):
            rule = "enum-introduced"
        case ir.LiteralType(values=values), other if _includes(other, values):
            if site.direction == "response" and len(values) == 1:
                _add_constant_changed(diff, ir.LiteralType(values), new, site)
                return
            rule = "enum-lifted"
        case _, ir.AnyType():
            rule = "type-widened" if site.direction == "request" else "type-lifted"
        case ir.IntegerType(), ir.NumberType():
            rule = "type-widened"
        case (ir.NumberType(), ir.IntegerType()) | (ir.AnyType(), _):
            rule = "type-narrowed"
        case _:
            rule = "type-changed"
    level = _level(diff, old, new, site)
    diff.add_type_change(f"{site.direction}-{rule}", site, old, new, level)


def _level(diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite) -> Level:
    """Return the wire level of a type in place of one of another kind."""
    compare = reading_level if site.direction == "response" else sending_level
    return compare(diff.old, diff.new, old, new)


def _compare_formats(
    diff: Diff, old: ir.StringType, new: ir.StringType, site: ChangeSite
) -> None:
    is_request = site.direction == "request"
    is_text = {old.format, new.format} <= {"plain", "binary"}
    if is_request and (old.format, new.format) == ("plain", "binary"):
        diff.add_type_change("request-type-widened", site, old, new)
    elif old.format != new.format and (is_request or not is_text):
        state = "changed"
        if is_request and new.format == "plain":
            state = "lifted"
        elif is_request and old.format == "plain" and new.format in OBJECT_FORMATS:
            # Arguments take the text of such a value as well.
            state = "added"
        level = _level(diff, old, new, site)
        diff.add_type_change(f"{site.direction}-format-{state}", site, old, new, level)
    elif old.declared_format != new.declared_format and is_text:
        is_dropped = site.direction == "request" and not new.declared_format
        state = "forgotten" if is_dropped else "noted"
        formats = old.declared_format, new.declared_format
        diff.add(f"{site.direction}-format-{state}", site, *formats)


def _includes(type_: ir.Type, values: Iterable[object]) -> bool:
    """Return whether a scalar type has all members of an enum."""
    match type_:
        case ir.StringType(format="plain"):
            return all(isinstance(value, str) for value in values)
        case ir.BooleanType():
            return all(isinstance(value, bool) for value in values)
        case ir.IntegerType() | ir.NumberType():
            return all(type(value) is int for value in values)
        case _:
            return False


def _compare_unions(diff: Diff, old: ir.Type, new: ir.Type, site: ChangeSite) -> None:
    """Match the variants of two unions; any other type is a union of one."""
    pairs, removed, added = match(
        _variants(old),
        _variants(new),
        _is_same,
        partial(_is_similar, diff),
        lambda *both: all(isinstance(each, ir.StringType) for each in both),
        _has_members,
    )
    for before, after in pairs:
        compare_types(diff, before, after, site)
    direction = site.direction
    if not isinstance(old, ir.UnionType):
        if removed or added:
            state = "changed" if removed else "widened"
            level = _level(diff, old, new, site)
            diff.add_type_change(f"{direction}-type-{state}", site, old, new, level)
    else:
        unnamed = [t for t in (*removed, *added) if not isinstance(t, ir.RefType)]
        if direction == "response" and unnamed:
            # Code does not name these, so that removing them breaks nothing; but there
            # is no open type that would accept an unknown one.
            is_wider = any(not isinstance(each, ir.RefType) for each in added)
            state = "widened" if is_wider else "narrowed"
            level = _level(diff, old, new, site)
            diff.add_type_change(f"response-type-{state}", site, old, new, level)
            removed = [each for each in removed if isinstance(each, ir.RefType)]
            added = [each for each in added if isinstance(each, ir.RefType)]
        for each in removed:
            text = diff.old.annotation(each, direction)
            diff.add(f"{direction}-variant-removed", site, old=text)
        for each in added:
            text = diff.new.annotation(each, direction)
            diff.add(f"{direction}-variant-added", site, new=text)
    if isinstance(old, ir.UnionType) and isinstance(new, ir.UnionType):
        _compare_discriminators(diff, old.discriminator, new.discriminator, site)


def _variants(type_: ir.Type) -> list[ir.Type]:
    """Return the variants of a type, with all enums among them as one."""
    variants = type_.variants if isinstance(type_, ir.UnionType) else (type_,)
    values = [
        v for each in variants if isinstance(each, ir.LiteralType) for v in each.values
    ]
    rest: list[ir.Type] = [
        each for each in variants if not isinstance(each, ir.LiteralType)
    ]
    return [*rest, ir.LiteralType(tuple(dict.fromkeys(values)))] if values else rest


def _is_same(old: ir.Type, new: ir.Type) -> bool:
    if isinstance(old, ir.RefType) and isinstance(new, ir.RefType):
        return ir.schema_id(old.id) == ir.schema_id(new.id)
    return old == new


def _has_members(old: ir.Type, new: ir.Type) -> bool:
    """Return whether one of two variants is an enum whose members the other one has."""
    match old, new:
        case (ir.LiteralType(values=values), other) | (
            other,
            ir.LiteralType(values=values),
        ):
            return _includes(other, values)
    return False


def _is_similar(diff: Diff, old: ir.Type, new: ir.Type) -> bool:
    """Return whether two variants are one that changed."""
    if isinstance(old, ir.RefType) and isinstance(new, ir.RefType):
        return diff.is_same(old.id, new.id)
    if isinstance(old, ir.StringType) and isinstance(new, ir.StringType):
        return old.format == new.format
    return type(old) is type(new)


def _compare_discriminators(
    diff: Diff,
    old: ir.Discriminator | None,
    new: ir.Discriminator | None,
    site: ChangeSite,
) -> None:
    if old is None or new is None:
        return
    if old.property_name != new.property_name:
        names = old.property_name, new.property_name
        diff.add(f"{site.direction}-discriminator-changed", site, *names)
        return
    # As text, because True and 1 are equal keys.
    before = {str(value): target for value, target in old.mapping}
    after = {str(value): target for value, target in new.mapping}
    # A value of an added or removed variant is reported with the variant.
    new_targets = {ir.schema_id(target) for target in after.values()}
    old_targets = {ir.schema_id(target) for target in before.values()}
    for value, target in before.items():
        if value not in after and ir.schema_id(target) in new_targets:
            diff.add(f"{site.direction}-mapping-removed", site, old=value)
    for value, target in after.items():
        if value not in before and ir.schema_id(target) in old_targets:
            diff.add(f"{site.direction}-mapping-added", site, new=value)
