"""The calls of methods, webhooks and the client whose types no longer fit."""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.change import Subject
from generator.evolve.spelled.slots import BrokenSlot, Comparison, Place
from generator.ir import Operation, TypeId
from generator.ir.visit import references, request_types, response_types
from generator.names import CallPath
from generator.surface import (
    NONE,
    Argument,
    Method,
    Name,
    Package,
    Result,
    Signature,
    union,
)

__all__ = ["broken_credentials", "broken_events", "broken_methods"]


def broken_credentials(comparison: Comparison) -> Iterator[BrokenSlot]:
    """Yield the credentials of the client that are of another type."""
    found = {each.name: each for each in comparison.new.constructor.credentials}
    for credential in comparison.old.constructor.credentials:
        other = found.get(credential.name)
        if other is None:
            continue
        types = Name(credential.annotations[0]), Name(other.annotations[0])
        if not comparison.takes(*types):
            symbol = f"Client({credential.name}=)"
            pointers = credential.scheme.pointer, other.scheme.pointer
            place = Place(symbol, symbol, Subject("Client", "", ""), pointers)
            yield comparison.broken("request", place, *types)


def broken_methods(comparison: Comparison) -> Iterator[BrokenSlot]:
    """Yield the arguments and results that no longer fit."""
    found = dict(_all_methods(comparison.new))
    for path, method in _all_methods(comparison.old):
        other = found.get(path)
        if other is not None and not _is_same(comparison, method, other):
            yield from _method(comparison, path, method, other)


def _method(
    comparison: Comparison, path: CallPath, old: Method, new: Method
) -> Iterator[BrokenSlot]:
    before, after = (".".join(("client", *p)) for p in (path, new.path))
    pointers = old.operation.pointer, new.operation.pointer
    subject = Subject(after, *pointers)
    place = Place(f"{after}()", f"{before}()", subject, pointers)
    calls = _calls(old), _calls(new)
    fitting = [
        next((r for s, r in calls[1] if _call(comparison, signature, s)), None)
        for signature, _ in calls[0]
    ]
    if None in fitting:
        yield from _arguments(comparison, old, new, place)
    results = dict.fromkeys(
        (given, found or calls[1][0][1])
        for (_, given), found in zip(calls[0], fitting, strict=True)
    )
    for pair in results:
        yield from _results(comparison, *pair, place)


def _call(comparison: Comparison, old: Signature, new: Signature) -> bool:
    """Return whether every call of one signature is one of the other."""
    known = {each.name: each for each in new.arguments}
    given = {each.name: each for each in old.arguments}
    if any(
        each.required and not (each.name in given and given[each.name].required)
        for each in new.arguments
        if each not in new.positional[: len(old.positional)]
    ):
        return False
    by_name = [(a, known.get(a.name)) for a in old.keywords]
    by_place = zip(old.positional, new.positional, strict=False)
    if len(new.positional) < len(old.positional):
        return False
    return all(
        b is not None and comparison.takes(a.annotation, b.annotation)
        for a, b in (*by_place, *by_name)
    )


def _arguments(
    comparison: Comparison, old: Method, new: Method, place: Place
) -> Iterator[BrokenSlot]:
    """Yield the arguments whose types no longer fit, or the method."""
    by_name = {a.name: a for a in new.definition.arguments}
    by_place = {(a.role, a.wire_name): a for a in new.definition.arguments}
    is_found = False
    for argument in old.definition.arguments:
        key = argument.role, argument.wire_name
        other = by_name.get(argument.name, by_place.get(key))
        if other is None or comparison.takes(argument.annotation, other.annotation):
            continue
        is_found = True
        yield comparison.broken(
            "request",
            place._replace(
                symbol=_keyword(place.symbol, other),
                old_symbol=_keyword(place.old_symbol, argument),
            ),
            argument.annotation,
            other.annotation,
        )
    if not is_found:
        yield comparison.broken("request", place)


def _results(
    comparison: Comparison,
    old: tuple[Result, ...],
    new: tuple[Result, ...],
    place: Place,
) -> Iterator[BrokenSlot]:
    for each in new:
        if each.page is not None:
            page = comparison.names.new(each.value)
            comparison.names.bases[f"paged.{each.page}"] = page
    before, after = (union(r.annotation() for r in each) for each in (old, new))
    if before == NONE:  # Type-checkers let no program use the result.
        return
    items = [[r.item for r in each if r.item is not None] for each in (old, new)]
    fits = comparison.gives(before, after) and all(
        comparison.gives(*pair) for pair in zip(*items, strict=False)
    )
    if not fits:
        yield comparison.broken("response", place, before, after)


def broken_events(comparison: Comparison) -> Iterator[BrokenSlot]:
    """Yield the functions for webhooks whose results no longer fit."""
    found = {each.name: each for each in comparison.new.events}
    for parser in comparison.old.events:
        other = found.get(parser.name)
        if other is not None and not comparison.gives(parser.payload, other.payload):
            pointers = parser.event.pointer, other.event.pointer
            symbol = f"webhooks.{parser.name}()"
            place = Place(symbol, symbol, Subject("webhooks", "", ""), pointers)
            yield comparison.broken("response", place, parser.payload, other.payload)


def _is_same(comparison: Comparison, old: Method, new: Method) -> bool:
    """Return whether nothing that the types of a method depend on has changed."""
    before, after = comparison.old.names, comparison.new.names
    return (
        old.operation == new.operation
        and before.arguments[old.operation.pointer]
        == after.arguments[new.operation.pointer]
        and before.page_models == after.page_models
        and comparison.changed.isdisjoint(_referenced(old.operation))
    )


def _all_methods(package: Package) -> Iterator[tuple[CallPath, Method]]:
    """Yield the methods and those of earlier versions, by path."""
    for _, resource in package.walk():
        for former in resource.former_methods:
            path = former.method.path
            yield path, former.method
        for method in resource.methods:
            yield method.path, method


def _referenced(operation: Operation) -> Iterator[TypeId]:
    """Yield the declarations that the types of an operation refer to."""
    for types in (request_types(operation), response_types(operation)):
        for type_ in types:
            yield from references(type_)


def _calls(method: Method) -> tuple[tuple[Signature, tuple[Result, ...]], ...]:
    """Return the signatures that a type-checker chooses from, with their results."""
    return method.all_overloads or ((method.signature, (method.result,)),)


def _keyword(method: str, argument: Argument) -> str:
    return f"{method.removesuffix('()')}({argument.name}=)"
