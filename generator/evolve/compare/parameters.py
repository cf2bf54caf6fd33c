"""Parameters compared: by name and location, then by name alone."""

from __future__ import annotations

from generator.evolve.change import Side
from generator.evolve.compare.comparison import Spot, Walk, resolved
from generator.evolve.compare.properties import compare_notes, same_default
from generator.evolve.compare.types import compare_types
from generator.evolve.spell import method, spelled
from generator.ir import (
    ArrayType,
    BooleanType,
    IntegerType,
    NumberType,
    Operation,
    Parameter,
    StringType,
)
from generator.names import argument_key

__all__ = ["compare_parameters"]


def compare_parameters(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Record how the parameters of an operation changed."""
    before: Index = {(p.location, p.name): p for p in old.parameters}
    after: Index = {(p.location, p.name): p for p in new.parameters}
    both = [key for key in before if key in after]
    pairs = [(before.pop(key), after.pop(key)) for key in both]
    pairs += _moved((walk.old, old), (walk.new, new), before, after)
    pairs += _renamed(walk, old, new, at, before, after)
    for parameter in before.values():
        walk.add("parameter-removed", _spot(walk.old, old, parameter, at))
    for parameter in after.values():
        _added(walk, parameter, _spot(walk.new, new, parameter, at))
    order = [p.name for p in old.parameters]
    for known, found in sorted(pairs, key=lambda pair: order.index(pair[0].name)):
        here = _spot(walk.new, new, found, at).inner(
            symbol(walk.new, new, found), known.pointer, found.pointer
        )
        _name(walk, (old, known), (new, found), here)
        _parameter(walk, known, found, here)
    _order(walk, old, new, at)


Index = dict[tuple[str, str], Parameter]


def _moved(
    old: tuple[Side, Operation],
    new: tuple[Side, Operation],
    before: Index,
    after: Index,
) -> list[tuple[Parameter, Parameter]]:
    """Take out the parameters that are the same argument, but sent in another place or
    under another name.
    """
    arguments = {_argument(*new, key): key for key in after}
    pairs = []
    for key in list(before):
        names = [k for k in after if k[1].casefold() == key[1].casefold()]
        found = names[0] if names else arguments.get(_argument(*old, key))
        if found in after:
            pairs.append((before.pop(key), after.pop(found)))
    return pairs


def _argument(side: Side, operation: Operation, key: tuple[str, str]) -> str:
    return side.names.arguments[operation.pointer][argument_key(*key)]


def _renamed(
    walk: Walk, old: Operation, new: Operation, at: Spot, before: Index, after: Index
) -> list[tuple[Parameter, Parameter]]:
    """Take out path parameters that stand in the same place of the path."""
    gone = _positions(old, before)
    pairs = []
    for place, key in _positions(new, after).items():
        if place in gone:
            pairs.append((before.pop(gone[place]), after.pop(key)))
    return pairs


def _positions(operation: Operation, among: Index) -> dict[int, tuple[str, str]]:
    segments = operation.path.split("/")
    return {
        place: ("path", segment[1:-1])
        for place, segment in enumerate(segments)
        if segment[:1] == "{" and ("path", segment[1:-1]) in among
    }


def symbol(side: Side, operation: Operation, parameter: Parameter) -> str:
    """Return an argument as it is given, such as ``client.pets.list(limit=)``."""
    key = argument_key(parameter.location, parameter.name)
    name = side.names.arguments[operation.pointer][key]
    return f"{method(side, operation)}({name}=)"


def _spot(side: Side, operation: Operation, parameter: Parameter, at: Spot) -> Spot:
    return at.inner(
        symbol(side, operation, parameter), parameter.pointer, parameter.pointer
    )


def _added(walk: Walk, parameter: Parameter, at: Spot) -> None:
    if not parameter.required:
        walk.add("parameter-optional-added", at)
    elif parameter.doc.default is not None:
        walk.add("parameter-defaulted-added", at, new=parameter.doc.default)
    else:
        walk.add("parameter-required-added", at)


def _name(
    walk: Walk,
    old: tuple[Operation, Parameter],
    new: tuple[Operation, Parameter],
    at: Spot,
) -> None:
    before, after = symbol(walk.old, *old), symbol(walk.new, *new)
    if before.rpartition("(")[2] != after.rpartition("(")[2]:
        walk.add("parameter-renamed", at, before, after)


def _parameter(walk: Walk, old: Parameter, new: Parameter, at: Spot) -> None:
    if old.location != new.location:
        position = "path" in (old.location, new.location)
        rule = "parameter-moved-position" if position else "parameter-moved"
        walk.add(rule, at, old.location, new.location)
    elif _sent(old) != _sent(new):
        walk.add("parameter-wire-name-changed", at, old.name, new.name)
    elif old.content_type != new.content_type:
        shown = old.content_type or "text", new.content_type or "text"
        walk.add("parameter-content-changed", at, *shown)
    elif old.style != new.style:
        walk.add("parameter-style-changed", at, old.style, new.style)
    elif old.explode != new.explode:
        shown = str(old.explode).lower(), str(new.explode).lower()
        walk.add("parameter-explode-changed", at, *shown)
    elif old.allow_reserved != new.allow_reserved:
        walk.add("parameter-reserved-changed", at)
    if old.required != new.required:
        turn = "required" if new.required else "optional"
        walk.add(f"parameter-became-{turn}", at)
    compare_notes(walk, old.doc, new.doc, at, "parameter")
    if not same_default(old.doc, new.doc):
        shown = old.doc.default or "", new.doc.default or ""
        walk.add("parameter-default-changed", at, *shown)
    alike = _sent_alike(walk, old, new)
    if alike is not None:
        texts = spelled(old.type, walk.old), spelled(new.type, walk.new)
        walk.add(alike, at, *texts)
    else:
        compare_types(walk, old.type, new.type, at, "request")


def _sent_alike(walk: Walk, old: Parameter, new: Parameter) -> str | None:
    """Return the rule for values of another type that are the same text on the wire."""
    before, after = resolved(old.type, walk.old), resolved(new.type, walk.new)
    if old.content_type or new.content_type:
        return None
    plain = IntegerType | NumberType | BooleanType
    if isinstance(before, plain) and after == StringType():
        return "parameter-became-text"
    repeated = new.style == "form" and new.explode and new.location == "query"
    if repeated and isinstance(after, ArrayType) and (after.min_items or 0) < 2:
        same = resolved(after.items, walk.new) == before
        is_one = isinstance(before, plain | StringType)
        return "parameter-became-list" if same and is_one else None
    return None


def _sent(parameter: Parameter) -> str:
    """Return the name that is sent; that in a path is not, and headers have no case."""
    if parameter.location == "path":
        return ""
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _order(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    """Positional arguments that changed places, with none of them come or gone."""
    before, after = _in_path(old), _in_path(new)
    if sorted(before) == sorted(after) and before != after:
        walk.add("parameter-order-changed", at, ", ".join(before), ", ".join(after))


def _in_path(operation: Operation) -> list[str]:
    named = [p.name for p in operation.parameters if p.location == "path"]
    return sorted(named, key=lambda name: operation.path.find(f"{{{name}}}"))
