"""The places of the old package whose types a program depends on, and which of them no
longer fit: results, arguments, attributes and aliases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.evolve.change import Direction, Subject
from generator.evolve.compare.diff import property_pointer
from generator.evolve.spelled.assignability import Assignability
from generator.evolve.spelled.namespace import Namespace
from generator.evolve.spelled.types import Alternatives, Constant, SpelledType
from generator.ir import TypeId, schema_id
from generator.names import CallPath
from generator.surface import (
    NONE,
    AliasDeclaration,
    Argument,
    Attribute,
    EventParser,
    Expression,
    Method,
    ModelClass,
    Name,
    Package,
    Result,
    Scope,
    Signature,
    declarations_in,
    spell,
    union,
    union_members,
)

__all__ = ["BrokenSlot", "broken_slots"]

_UNSET = Name("Unset")


@dataclass(frozen=True, slots=True)
class BrokenSlot:
    """A place where the new type does not fit a program with the old one."""

    direction: Direction
    """Whether the program passes values there, or gets them."""
    symbol: str
    """As the new package calls it, if it has it."""
    old_symbol: str
    subject: Subject
    pointers: tuple[str, str]
    """The old and the new pointer."""
    old: str
    """The old type as it is spelled; "" for an argument that must be given now."""
    new: str


class _Place(NamedTuple):
    """Where a slot is."""

    symbol: str
    old_symbol: str
    subject: Subject
    pointers: tuple[str, str]


def broken_slots(
    old: Package, new: Package, renamed: Mapping[TypeId, TypeId]
) -> Iterator[BrokenSlot]:
    """Yield the places where a program that was written against the old package is wrong
    for a type-checker with the new one.

    What is passed in may become wider and what comes out narrower. Names that the new
    package lacks are not among them. `renamed` are the new keys of declarations whose
    key changed.
    """
    comparison = _Comparison(old, new, renamed)
    yield from comparison.credentials()
    yield from comparison.methods()
    yield from comparison.events()
    yield from comparison.declarations()


class _Comparison:
    """The comparison of two packages.

    Args:
        old: The old package.
        new: The new package.
        renamed: The new key of each declaration of the old package whose key changed.
    """

    def __init__(
        self, old: Package, new: Package, renamed: Mapping[TypeId, TypeId]
    ) -> None:
        self._old = old
        self._new = new
        self._names = Namespace(old, new, renamed)
        self._types = Assignability(self._names.aliases, self._names.bases)
        self._passed = _passed(old)
        self._scopes = tuple(
            Scope(package.names.types, qualifier="models.") for package in (old, new)
        )

    def _gives(self, old: Expression, new: Expression) -> bool:
        """Return whether a program that wants the old type gets it."""
        return self._types.may_come_out(self._names.old(old), self._names.new(new))

    def _takes(self, old: Expression, new: Expression) -> bool:
        """Return whether a program may pass the old type. ``UNSET`` is not passed."""
        passed = union(each for each in union_members(old) if each != _UNSET)
        return self._types.may_go_in(self._names.old(passed), self._names.new(new))

    def _broken(
        self,
        direction: Direction,
        place: _Place,
        old: Expression | None = None,
        new: Expression | None = None,
    ) -> BrokenSlot:
        before, after = (
            "" if each is None else str(spell(each, scope))
            for each, scope in zip((old, new), self._scopes, strict=True)
        )
        return BrokenSlot(direction, *place, before, after)

    def credentials(self) -> Iterator[BrokenSlot]:
        """Yield the credentials of the client that are of another type."""
        found = {each.name: each for each in self._new.constructor.credentials}
        for credential in self._old.constructor.credentials:
            other = found.get(credential.name)
            if other is None:
                continue
            types = Name(credential.annotations[0]), Name(other.annotations[0])
            if not self._takes(*types):
                symbol = f"Client({credential.name}=)"
                pointers = credential.scheme.pointer, other.scheme.pointer
                place = _Place(symbol, symbol, Subject("Client", "", ""), pointers)
                yield self._broken("request", place, *types)

    # Methods

    def methods(self) -> Iterator[BrokenSlot]:
        """Yield the arguments and results that no longer fit."""
        found = dict(_all_methods(self._new))
        for path, method in _all_methods(self._old):
            other = found.get(path)
            if other is not None:
                yield from self._method(path, method, other)

    def _method(self, path: CallPath, old: Method, new: Method) -> Iterator[BrokenSlot]:
        before, after = (".".join(("client", *p)) for p in (path, new.path))
        pointers = old.operation.pointer, new.operation.pointer
        subject = Subject(after, *pointers)
        place = _Place(f"{after}()", f"{before}()", subject, pointers)
        calls = _calls(old), _calls(new)
        fitting = [
            next((r for s, r in calls[1] if self._call(signature, s)), None)
            for signature, _ in calls[0]
        ]
        if None in fitting:
            yield from self._arguments(old, new, place)
        results = dict.fromkeys(
            (given, found or calls[1][0][1])
            for (_, given), found in zip(calls[0], fitting, strict=True)
        )
        for pair in results:
            yield from self._results(*pair, place)

    def _call(self, old: Signature, new: Signature) -> bool:
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
            b is not None and self._takes(a.annotation, b.annotation)
            for a, b in (*by_place, *by_name)
        )

    def _arguments(
        self, old: Method, new: Method, place: _Place
    ) -> Iterator[BrokenSlot]:
        """Yield the arguments whose types no longer fit, or the method."""
        by_name = {a.name: a for a in new.definition.arguments}
        by_place = {(a.role, a.wire_name): a for a in new.definition.arguments}
        is_found = False
        for argument in old.definition.arguments:
            key = argument.role, argument.wire_name
            other = by_name.get(argument.name, by_place.get(key))
            if other is None or self._takes(argument.annotation, other.annotation):
                continue
            is_found = True
            yield self._broken(
                "request",
                place._replace(
                    symbol=_keyword(place.symbol, other),
                    old_symbol=_keyword(place.old_symbol, argument),
                ),
                argument.annotation,
                other.annotation,
            )
        if not is_found:
            yield self._broken("request", place)

    def _results(
        self, old: tuple[Result, ...], new: tuple[Result, ...], place: _Place
    ) -> Iterator[BrokenSlot]:
        for each in new:
            if each.page is not None:
                page = self._names.new(each.value)
                self._names.bases[f"paged.{each.page}"] = page
        before, after = (union(r.annotation() for r in each) for each in (old, new))
        if before == NONE:  # Type-checkers let no program use the result.
            return
        items = [[r.item for r in each if r.item is not None] for each in (old, new)]
        fits = self._gives(before, after) and all(
            self._gives(*pair) for pair in zip(*items, strict=False)
        )
        if not fits:
            yield self._broken("response", place, before, after)

    def events(self) -> Iterator[BrokenSlot]:
        """Yield the functions for webhooks whose results no longer fit."""
        found: dict[str, EventParser] = {each.name: each for each in self._new.events}
        for parser in self._old.events:
            other = found.get(parser.name)
            if other is not None and not self._gives(parser.payload, other.payload):
                pointers = parser.event.pointer, other.event.pointer
                symbol = f"webhooks.{parser.name}()"
                place = _Place(symbol, symbol, Subject("webhooks", "", ""), pointers)
                yield self._broken("response", place, parser.payload, other.payload)

    # Models and aliases

    def declarations(self) -> Iterator[BrokenSlot]:
        """Yield the attributes, aliases and constructors that no longer fit."""
        for key in self._old.names.types:
            successor = self._names.successor(key)
            if successor is None:
                continue
            old = self._names.old_declaration(key)
            new = self._names.new_declaration(successor)
            symbols = f"models.{new.name}", f"models.{old.name}"
            pointers = schema_id(key), schema_id(successor)
            place = _Place(*symbols, Subject(symbols[0], key, successor), pointers)
            directions = self._directions(key, successor)
            match old, new:
                case ModelClass(), ModelClass():
                    yield from self._model(old, new, place, directions)
                case AliasDeclaration(), AliasDeclaration():
                    yield from self._alias(old, new, place, directions)
                case (ModelClass(), _) | (_, ModelClass()):
                    for direction in directions:
                        yield self._broken(direction, place)

    def _directions(self, old: TypeId, new: TypeId) -> set[Direction]:
        """Return whether programs pass values of a declaration, get them, or both. They
        read what they have built as well, once it is received too.
        """
        usage = self._old.api.usage[old], self._new.api.usage[new]
        is_passed = old in self._passed
        found: set[Direction] = {"request"} if is_passed else set()
        if usage[0] != "request" or (is_passed and usage[1] != "request"):
            found.add("response")
        return found

    def _model(
        self,
        old: ModelClass,
        new: ModelClass,
        place: _Place,
        directions: set[Direction],
    ) -> Iterator[BrokenSlot]:
        before = {each.name: each for each in old.attributes}
        after = {each.name: each for each in new.attributes}
        for name, attribute in before.items():
            here = _member(place, old, new, attribute, after.get(name))
            other = after.get(name)
            if other is None:
                yield from (self._broken(d, here) for d in directions)
                continue
            types = attribute.annotation, other.annotation
            if "response" in directions and not self._gives(*types):
                yield self._broken("response", here, *types)
            if "request" in directions:
                needed = attribute.default is not None and other.default is None
                if needed or not self._takes(*types):
                    yield self._broken("request", here, *types)
        for name, attribute in after.items():
            is_new = name not in before and "request" in directions
            if is_new and attribute.default is None:
                here = _member(place, old, new, attribute, attribute)
                yield self._broken("request", here, None, attribute.annotation)

    def _alias(
        self,
        old: AliasDeclaration,
        new: AliasDeclaration,
        place: _Place,
        directions: set[Direction],
    ) -> Iterator[BrokenSlot]:
        """Yield an alias that no longer fits. Programs name the members of enums and
        unions, also of those that are received only. An enum that is received accepts
        members that it does not list.
        """
        before, after = self._names.old(old.value), self._names.new(new.value)
        has_members = isinstance(before, Alternatives) or _is_enum(before)
        is_extended = _is_enum(before) and _is_enum(after)
        takes = self._types.may_go_in(before, after)
        if not takes and ("request" in directions or has_members):
            yield self._broken("request", place, old.value, new.value)
            yield self._broken("response", place, old.value, new.value)
        elif (
            "response" in directions
            and not (is_extended and takes)
            and not self._types.may_come_out(before, after)
        ):
            yield self._broken("response", place, old.value, new.value)


def _all_methods(package: Package) -> Iterator[tuple[CallPath, Method]]:
    """Yield the methods and those of earlier versions, by path."""
    for _, resource in package.walk():
        for former in resource.former_methods:
            path = former.method.path
            yield path, former.method
        for method in resource.methods:
            yield method.path, method


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


def _calls(method: Method) -> tuple[tuple[Signature, tuple[Result, ...]], ...]:
    """Return the signatures that a type-checker chooses from, with their results."""
    return method.all_overloads or ((method.signature, (method.result,)),)


def _keyword(method: str, argument: Argument) -> str:
    return f"{method.removesuffix('()')}({argument.name}=)"


def _member(
    place: _Place,
    old: ModelClass,
    new: ModelClass,
    attribute: Attribute,
    other: Attribute | None,
) -> _Place:
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
