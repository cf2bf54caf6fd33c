"""Request bodies compared, as the arguments that they are given by."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.change import Side
from generator.evolve.compare.comparison import Spot, Walk, base
from generator.evolve.compare.properties import compare_fields
from generator.evolve.compare.types import compare_types
from generator.evolve.spell import method, spelled
from generator.ir import (
    Body,
    Content,
    Model,
    Operation,
    RefType,
    Type,
)
from generator.ir.visit import alternatives
from generator.names import argument_key

__all__ = ["compare_bodies"]

Models = list[Model]


def compare_bodies(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Record how the body of an operation changed."""
    before, after = old.body, new.body
    if before is None and after is not None:
        here = at.inner(_whole(walk.new, new), at.old, after.pointer)
        walk.add(f"body-{'required' if after.required else 'optional'}-added", here)
    elif before is not None and after is None:
        here = at.inner(_whole(walk.old, old), before.pointer, at.new)
        walk.add("body-removed", here)
    elif before is not None and after is not None:
        here = at.inner(at.symbol, before.pointer, after.pointer)
        _body(walk, (old, before), (new, after), here)


def _whole(side: Side, operation: Operation) -> str:
    return f"{method(side, operation)}()"


def _body(
    walk: Walk, old: tuple[Operation, Body], new: tuple[Operation, Body], at: Spot
) -> None:
    before, after = old[1], new[1]
    if before.description != after.description:
        walk.add("body-described", at)
    if before.required != after.required:
        _required(walk, new, at)
    _media_types(walk, before.contents, after.contents, at)
    for known, found in _pairs(before.contents, after.contents):
        if known.encoding != found.encoding:
            walk.add("request-encoding-changed", at)
        _content(walk, (old[0], known.type), (new[0], found.type), at)


def _required(walk: Walk, new: tuple[Operation, Body], at: Spot) -> None:
    operation, body = new
    models = _arguments(walk.new, operation, body.contents[0].type)
    if not body.required:
        walk.add("body-became-optional", at)
    elif not models:
        walk.add("body-became-required", at)
    elif any(field.required for model in models for field in model.fields):
        walk.add("body-required-anyway", at)
    else:
        walk.add("body-must-be-sent", at)


def _pairs(
    old: tuple[Content, ...], new: tuple[Content, ...]
) -> Iterator[tuple[Content, Content]]:
    """Give the contents that stand for each other; a single one for a single one."""
    after = {content.media_type: content for content in new}
    found = [(c, after[c.media_type]) for c in old if c.media_type in after]
    yield from found or zip(old[:1], new[:1], strict=False)


def _media_types(
    walk: Walk, old: tuple[Content, ...], new: tuple[Content, ...], at: Spot
) -> None:
    before, after = [c.media_type for c in old], [c.media_type for c in new]
    if len(before) == len(after) == 1:
        if before != after:
            walk.add("request-media-type-replaced", at, before[0], after[0])
        return
    for media_type in before:
        if media_type not in after:
            one = len(before) == 1
            rule = "replaced" if one else "removed"
            walk.add(
                f"request-media-type-{rule}", at, media_type, after[0] if one else ""
            )
    for media_type in after:
        if media_type not in before:
            walk.add("request-media-type-added", at, new=media_type)
    if before[0] != after[0] and before[0] in after:
        walk.add("request-media-type-default-changed", at, before[0], after[0])


def _arguments(side: Side, operation: Operation, type_: Type) -> Models:
    """Return the objects whose properties are arguments; none for a whole body."""
    found = alternatives(type_, side.api.types)
    models = [each for each in found if isinstance(each, Model)]
    known = side.names.arguments[operation.pointer]
    keys = [argument_key("body", f.name) for model in models for f in model.fields]
    return models if models and all(key in known for key in keys) else []


def _content(
    walk: Walk, old: tuple[Operation, Type], new: tuple[Operation, Type], at: Spot
) -> None:
    before, after = _arguments(walk.old, *old), _arguments(walk.new, *new)
    if not before and not after:
        here = at.inner(f"{method(walk.new, new[0])}(body=)")
        compare_types(walk, old[1], new[1], here, "request")
        return
    if not before or not after:
        shown = "`body`" if before else "arguments"
        known = "arguments" if before else "`body`"
        walk.add("body-arguments-changed", at, known, shown)
        compare_types(walk, old[1], new[1], at, "request")
        return
    for known_model, found_model in _matched(walk, before, after, at):
        _keywords(walk, (old[0], known_model), (new[0], found_model), at)


def _matched(
    walk: Walk, old: Models, new: Models, at: Spot
) -> list[tuple[Model, Model]]:
    """Match the variants of two bodies; a single one stands for a single one."""
    after = {base(model.id): model for model in new}
    pairs = [(model, after[base(model.id)]) for model in old if base(model.id) in after]
    known = {id(model) for pair in pairs for model in pair}
    gone = [model for model in old if id(model) not in known]
    come = [model for model in new if id(model) not in known]
    for model in list(gone):
        for other in come:
            if walk.rename(model.id, other.id) or len(old) == len(new) == 1:
                pairs.append((model, other))
                gone.remove(model)
                come.remove(other)
                break
    for model in gone:
        shown = spelled(RefType(model.id), walk.old)
        walk.add("request-variant-removed", at, old=shown)
    for model in come:
        shown = spelled(RefType(model.id), walk.new)
        walk.add("request-variant-added", at, new=shown)
    return pairs


def _keywords(
    walk: Walk, old: tuple[Operation, Model], new: tuple[Operation, Model], at: Spot
) -> None:
    """Compare two objects as the keywords that their properties are."""

    def naming(side: Side, model: Model, name: str) -> str:
        operation = old[0] if model is old[1] else new[0]
        keyword = side.names.arguments[operation.pointer][argument_key("body", name)]
        return f"{method(side, operation)}({keyword}=)"

    before, after = old[1], new[1]
    walk.done(before.id, after.id, "keywords")
    # Without an argument for them, no further properties have been sent.
    if after.closed and before.extra is not None:
        walk.add("request-extra-forbidden", at)
    elif before.closed and not after.closed:
        walk.add("request-extra-allowed", at)
    elif before.extra is not None and after.extra is None:
        extra = at.inner(f"{method(walk.new, new[0])}(additional_properties=)")
        walk.add("request-extra-removed", extra)
    for known, found, here, optional in compare_fields(
        walk, before, after, at, "request", naming
    ):
        compare_types(walk, known, found, here, "request", optional=optional)
