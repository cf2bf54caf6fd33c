"""Models compared property by property."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from generator.evolve.change import Side
from generator.evolve.compare.comparison import Spot, Walk, Way, base, property_pointer
from generator.ir import Doc, Field, Model, NullableType, Type

__all__ = [
    "Naming",
    "compare_default",
    "compare_fields",
    "compare_models",
    "compare_notes",
    "same_default",
]

Naming = Callable[[Side, Model, str], str]
"""The symbol of a property on a side."""

Inner = tuple[Type, Type, Spot, bool]
"""Two types that stand for each other, their spot, and whether both may be absent."""


def compare_models(
    walk: Walk, old: Model, new: Model, at: Spot, way: Way
) -> Iterator[Inner]:
    """Record how the properties of a model changed; give the types to compare next."""

    def naming(side: Side, model: Model, name: str) -> str:
        owner = side.names.types[model.id]
        return f"models.{owner}.{side.names.fields[model.id][name]}"

    if way == "request" and new.closed and not old.closed:
        walk.add("request-extra-forbidden", at)
    if way == "request" and old.closed and not new.closed:
        walk.add("request-extra-allowed", at)
    yield from _extra(old, new, at)
    yield from compare_fields(walk, old, new, at, way, naming)


def _extra(old: Model, new: Model, at: Spot) -> Iterator[Inner]:
    if old.extra is not None and new.extra is not None:
        inner = at.inner(f"{at.symbol}[str]")
        yield old.extra, new.extra, inner, False


def compare_fields(
    walk: Walk, old: Model, new: Model, at: Spot, way: Way, naming: Naming
) -> Iterator[Inner]:
    """Record properties that came, went or changed; give the types to compare next."""
    before = {field.name: field for field in old.fields}
    after = {field.name: field for field in new.fields}

    def spot(side: Side, model: Model, name: str) -> Spot:
        return at.inner(
            naming(side, model, name),
            property_pointer(old.id, name),
            property_pointer(new.id, name),
        )

    others = _other_names(walk, old, new, naming)
    for name, field in before.items():
        if name not in after and name not in others.values():
            _removed(walk, field, new, spot(walk.old, old, name), way)
    for name, field in after.items():
        here = spot(walk.new, new, name)
        known = before.get(others.get(name, name))
        if known is None:
            _added(walk, field, old, here, way)
            continue
        if known.name != name:
            here = here.inner(here.symbol, property_pointer(old.id, known.name))
            is_needed = (
                field.required or new.closed if way == "request" else known.required
            )
            what = "property" if is_needed else "optional-property"
            walk.add(f"{way}-{what}-wire-name-changed", here, known.name, name)
        called = naming(walk.old, old, known.name)
        if _last(called) != _last(here.symbol):
            walk.add("property-renamed", here, called, here.symbol)
        _presence(walk, known, field, here, way)
        _access(walk, known, field, here, way)
        compare_notes(walk, known.doc, field.doc, here, "property")
        compare_default(walk, known.doc, field.doc, here, way)
        optional = not (known.required or field.required)
        yield known.type, _solid(known, field, way), here, optional


def _solid(old: Field, new: Field, way: Way) -> Type:
    """Return the type of a property without null where it may be missing now: that
    reads alike, and is told already.
    """
    is_told = way == "response" and old.required and not new.required
    if is_told and isinstance(new.type, NullableType):
        return new.type if isinstance(old.type, NullableType) else new.type.inner
    return new.type


def _other_names(walk: Walk, old: Model, new: Model, naming: Naming) -> dict[str, str]:
    """Return new properties that are old ones under another name in JSON, but not in
    Python.
    """
    before, after = {f.name for f in old.fields}, {f.name for f in new.fields}
    gone = {_last(naming(walk.old, old, name)): name for name in before - after}
    come = {name: _last(naming(walk.new, new, name)) for name in after - before}
    return {name: gone[called] for name, called in come.items() if called in gone}


def _last(symbol: str) -> str:
    """Return the name of an attribute or a keyword without what it belongs to."""
    return re.split(r"[.(]", symbol)[-1]


def _twin(walk_side: Side, model: Model, name: str) -> Field | None:
    """Return a property of the form of a model that is received."""
    whole = walk_side.api.types.get(base(model.id))
    if not isinstance(whole, Model):
        return None
    return next((field for field in whole.fields if field.name == name), None)


def _removed(walk: Walk, field: Field, new: Model, at: Spot, way: Way) -> None:
    if way == "request":
        left = _twin(walk.new, new, field.name)
        if left is not None and left.read_only:
            walk.add("request-property-became-read-only", at)
        else:
            walk.add(f"request-property-{'refused' if new.closed else 'removed'}", at)
    else:
        kind = "property" if field.required else "optional-property"
        walk.add(f"response-{kind}-removed", at)


def _added(walk: Walk, field: Field, old: Model, at: Spot, way: Way) -> None:
    if way == "response":
        walk.add("response-property-added", at)
        return
    known = _twin(walk.old, old, field.name)
    if not field.required:
        was_read_only = known is not None and known.read_only
        kind = "became-writable" if was_read_only else "optional-added"
        walk.add(f"request-property-{kind}", at)
    elif field.doc.default is not None:
        walk.add("request-property-defaulted-added", at, new=field.doc.default)
    else:
        walk.add("request-property-required-added", at)


def _presence(walk: Walk, old: Field, new: Field, at: Spot, way: Way) -> None:
    if old.required == new.required or old.write_only != new.write_only:
        return
    if new.required:
        walk.add(f"{way}-property-became-required", at)
    elif way == "response" and isinstance(old.type, NullableType):
        walk.add("response-nullable-became-optional", at)
    else:
        walk.add(f"{way}-property-became-optional", at)


def _access(walk: Walk, old: Field, new: Field, at: Spot, way: Way) -> None:
    if way == "response" and old.write_only != new.write_only:
        # It may be missing from then on, which changes nothing where it might before.
        what = "property" if old.required or not new.write_only else "optional-property"
        turn = "became-write-only" if new.write_only else "became-readable"
        walk.add(f"response-{what}-{turn}", at)


def compare_notes(walk: Walk, old: Doc, new: Doc, at: Spot, what: str) -> None:
    """Record whether something is deprecated now, or told in other words."""
    if old.deprecated != new.deprecated:
        walk.add(f"{what}-{'deprecated' if new.deprecated else 'reinstated'}", at)
    if (old.title, old.description) != (new.title, new.description):
        walk.add(f"{what}-described", at)


def compare_default(walk: Walk, old: Doc, new: Doc, at: Spot, way: Way) -> None:
    """Record another value that stands for an absent one."""
    if not same_default(old, new):
        walk.add(f"{way}-default-changed", at, old.default or "", new.default or "")


def same_default(old: Doc, new: Doc) -> bool:
    """Tell whether two defaults are the same; the order of members means nothing."""
    if old.default == new.default:
        return True
    if old.default is None or new.default is None:
        return False
    try:
        before, after = json.loads(old.default), json.loads(new.default)
    except ValueError:  # a number of thousands of digits
        return False
    return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
