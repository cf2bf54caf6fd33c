"""The models and aliases that no longer fit."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.change import Direction, Subject
from generator.evolve.compare.diff import property_pointer
from generator.evolve.spelled.slots import BrokenSlot, Comparison, Place
from generator.evolve.spelled.types import Alternatives, Constant, SpelledType
from generator.ir import TypeId, schema_id
from generator.surface import (
    AliasDeclaration,
    Attribute,
    ModelClass,
    Package,
    declarations_in,
)

__all__ = ["broken_declarations"]


def broken_declarations(comparison: Comparison) -> Iterator[BrokenSlot]:
    """Yield the attributes, aliases and constructors that no longer fit."""
    passed = _passed(comparison.old) if comparison.changed else set()
    for key in comparison.old.names.types:
        successor = comparison.names.successor(key)
        if successor is None or key not in comparison.changed:
            continue
        old = comparison.names.old_declaration(key)
        new = comparison.names.new_declaration(successor)
        symbols = f"models.{new.name}", f"models.{old.name}"
        pointers = schema_id(key), schema_id(successor)
        place = Place(*symbols, Subject(symbols[0], key, successor), pointers)
        directions = _directions(comparison, passed, key, successor)
        match old, new:
            case ModelClass(), ModelClass():
                yield from _model(comparison, old, new, place, directions)
            case AliasDeclaration(), AliasDeclaration():
                yield from _alias(comparison, old, new, place, directions)
            case (ModelClass(), _) | (_, ModelClass()):
                for direction in directions:
                    yield comparison.broken(direction, place)


def _directions(
    comparison: Comparison, passed: set[TypeId], old: TypeId, new: TypeId
) -> set[Direction]:
    """Return whether programs pass values of a declaration, get them, or both. They
    read what they have built as well, once it is received too.
    """
    usage = comparison.old.api.usage[old], comparison.new.api.usage[new]
    is_passed = old in passed
    found: set[Direction] = {"request"} if is_passed else set()
    if usage[0] != "request" or (is_passed and usage[1] != "request"):
        found.add("response")
    return found


def _model(
    comparison: Comparison,
    old: ModelClass,
    new: ModelClass,
    place: Place,
    directions: set[Direction],
) -> Iterator[BrokenSlot]:
    before = {each.name: each for each in old.attributes}
    after = {each.name: each for each in new.attributes}
    for name, attribute in before.items():
        here = _member(place, old, new, attribute, after.get(name))
        other = after.get(name)
        if other is None:
            yield from (comparison.broken(d, here) for d in directions)
            continue
        types = attribute.annotation, other.annotation
        if "response" in directions and not comparison.gives(*types):
            yield comparison.broken("response", here, *types)
        if "request" in directions:
            needed = attribute.default is not None and other.default is None
            if needed or not comparison.takes(*types):
                yield comparison.broken("request", here, *types)
    for name, attribute in after.items():
        is_new = name not in before and "request" in directions
        if is_new and attribute.default is None:
            here = _member(place, old, new, attribute, attribute)
            yield comparison.broken("request", here, None, attribute.annotation)


def _alias(
    comparison: Comparison,
    old: AliasDeclaration,
    new: AliasDeclaration,
    place: Place,
    directions: set[Direction],
) -> Iterator[BrokenSlot]:
    """Yield an alias that no longer fits. Programs name the members of enums and
    unions, also of those that are received only. An enum that is received accepts
    members that it does not list.
    """
    before, after = comparison.names.old(old.value), comparison.names.new(new.value)
    has_members = isinstance(before, Alternatives) or _is_enum(before)
    is_extended = _is_enum(before) and _is_enum(after)
    takes = comparison.types.may_go_in(before, after)
    if not takes and ("request" in directions or has_members):
        yield comparison.broken("request", place, old.value, new.value)
        yield comparison.broken("response", place, old.value, new.value)
    elif (
        "response" in directions
        and not (is_extended and takes)
        and not comparison.types.may_come_out(before, after)
    ):
        yield comparison.broken("response", place, old.value, new.value)


def _passed(package: Package) -> set[TypeId]:
    """Return the declarations that arguments are annotated with, and what these contain.
    A model whose properties are arguments is not among them.
    """
    found: set[TypeId] = set()
    pending = [
        argument.annotation
        for _, method in package.methods()
        for argument in method.definition.arguments
    ]
    while pending:
        for key in declarations_in(pending.pop()):
            if key in found:
                continue
            found.add(key)
            declared = package.declaration(key)
            if isinstance(declared, ModelClass):
                pending += [each.annotation for each in declared.attributes]
            elif isinstance(declared, AliasDeclaration):
                pending.append(declared.value)
    return found


def _member(
    place: Place,
    old: ModelClass,
    new: ModelClass,
    attribute: Attribute,
    other: Attribute | None,
) -> Place:
    """Return the place of an attribute of a model."""
    found = other or attribute
    return place._replace(
        symbol=f"{place.symbol}.{found.name}",
        old_symbol=f"{place.old_symbol}.{attribute.name}",
        pointers=(
            property_pointer(old.model.id, attribute.field.name),
            property_pointer(new.model.id, found.field.name),
        ),
    )


def _is_enum(type_: SpelledType) -> bool:
    members = type_.members if isinstance(type_, Alternatives) else (type_,)
    return all(isinstance(each, Constant) for each in members)
