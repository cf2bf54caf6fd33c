"""Sets of schema objects that a value must satisfy together: the identity of a type.

``allOf``, ``$ref`` with siblings, the keywords beside a union and a property that
several schemas declare all add members to a set. A union adds the variant that is
chosen; it is then opened, and is not opened again in the set or in what is added to it.

Source: JSON Schema Core 2020-12, 8.2.3.1 and 10.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from generator.document.node import Node
from generator.lower.schema.keywords import (
    NON_RESTRICTING,
    UNIONS,
    is_unrestricted,
    restricting_keywords,
)
from generator.lower.schema.merge import (
    TEXTS,
    MergedSchema,
    Union,
    merge,
    own_keywords,
    without_texts,
)

__all__ = ["Included", "Key", "SchemaSet", "SchemaSets"]

_INCLUDING = {"$ref", "allOf"}
_COMPOSING = _INCLUDING | UNIONS
_NONE: frozenset[str] = frozenset()

Key: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""The pointers of the members that restrict a value, and of their closed unions."""


@dataclass(frozen=True, slots=True)
class SchemaSet:
    """Schema objects and all that they include, with the unions that are opened."""

    roots: tuple[Node, ...]
    opened: frozenset[str] = frozenset()
    """The pointers of opened unions: of their ``oneOf`` or ``anyOf``."""
    described: int | None = None
    """How many of the roots describe the whole; all of them without a number."""

    def with_variant(self, variant: Node, union: Union) -> SchemaSet:
        """Return the set with one of several variants of a union, which is opened. The
        variant describes the whole.
        """
        opened = self.opened | {union.pointer}
        return SchemaSet((variant, *self.roots), opened, described=1)

    def with_only_variant(self, variant: Node, union: Union) -> SchemaSet:
        """Return the set with the only variant of a union, which is opened."""
        opened = self.opened | {union.pointer}
        return replace(self, roots=(*self.roots, variant), opened=opened)

    def without(self, unions: Iterable[Union]) -> SchemaSet:
        """Return the set with some of its unions opened, but no variant of them."""
        return replace(self, opened=self.opened.union(each.pointer for each in unions))


@dataclass(frozen=True, slots=True)
class Included:
    """What a set includes: its schema objects as one, and its identity."""

    schema: MergedSchema
    """Its unions are the closed ones that not every member satisfies."""
    key: Key
    circular: tuple[str, ...] = ()
    """Schemas that include themselves; this inclusion is ignored."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """A schema object to merge, in the depth-first walk of those that are included."""

    node: Node
    is_described: bool
    """Whether its title and description are those of the whole."""
    rank: int
    """Which texts come first: 0 for the schema's own, 1 for those of an inline member
    of ``allOf``, 2 for those of a schema that it refers to."""
    is_leaving: bool = False
    """Whether the walk has finished all that the schema includes."""


class SchemaSets:
    """Follows what schemas include, each schema object once."""

    def __init__(self) -> None:
        self._members: dict[str, frozenset[str]] = {}

    def included(self, schemas: SchemaSet) -> Included:
        """Return what a set includes.

        The properties of included schemas come first. A schema that is included
        several times is merged once, since the number of paths to it may be
        exponential.
        """
        first = schemas.roots[0]
        keywords = first.value if isinstance(first.value, dict) else {"allOf": ()}
        if len(schemas.roots) == 1 and not _COMPOSING & keywords.keys():
            return Included(own_keywords(first), (frozenset([first.pointer]), _NONE))
        walk = _Walk()
        described = schemas.described or len(schemas.roots)
        orders = [
            walk.visit(root, is_described=index < described)
            for index, root in enumerate(schemas.roots)
        ]
        merged = walk.merged()
        order = dict.fromkeys(name for names in reversed(orders) for name in names)
        members = {node.pointer for node in walk.nodes}
        unions = [
            union
            for union in merged.unions
            if union.pointer not in schemas.opened
            and not self._is_satisfied(union, members)
        ]
        merged = replace(
            merged,
            pointer=first.pointer,
            properties={name: merged.properties[name] for name in order},
            unions=tuple(unions),
        )
        closed = frozenset(union.pointer for union in unions)
        key = (_restricting(walk.nodes, closed), closed)
        return Included(merged, key, tuple(walk.circular))

    def nodes(self, node: Node) -> list[Node]:
        """Return a schema and all that it includes, itself first."""
        walk = _Walk()
        walk.visit(node, is_described=True)
        return walk.nodes

    def variants(self, union: Union) -> list[Node]:
        """Return the variants of a union without those that are its owner again."""
        owner, whole = union.owner.pointer, self._members_of(union.owner)
        return [
            variant
            for variant in union.owner.elements(union.keyword)
            if owner not in (members := self._members_of(variant))
            or not members <= whole
        ]

    def _is_satisfied(self, union: Union, members: set[str]) -> bool:
        """Return whether a set includes a variant of the union: what is a child by
        ``allOf`` need not be a child of a parent that lists it.
        """
        return any(
            self._members_of(variant) <= members for variant in self.variants(union)
        )

    def _members_of(self, node: Node) -> frozenset[str]:
        """Return the pointers of the restricting schema objects that a schema includes."""
        target = node.deref() if _is_reference(node) else node
        if target is None:
            return frozenset()
        if target.pointer not in self._members:
            walk = _Walk()
            walk.visit(target, is_described=True)
            unions = {each.pointer for part in walk.parts for each in part.unions}
            found = _restricting(walk.nodes, frozenset(unions))
            self._members[target.pointer] = found
        return self._members[target.pointer]


def _is_reference(node: Node) -> bool:
    value = node.value
    return isinstance(value, dict) and value.keys() - NON_RESTRICTING == {"$ref"}


def _restricting(nodes: Iterable[Node], closed: frozenset[str]) -> frozenset[str]:
    """Return the pointers of the schema objects that restrict a value: by a keyword of
    their own or by a closed union. One with only a ``type`` that another one has as
    well adds nothing.
    """
    found: set[str] = set()
    only_types: dict[str, str] = {}
    types: set[str] = set()
    for node in nodes:
        if not isinstance(node.value, dict):
            if node.value is False:
                found.add(node.pointer)
            continue
        keywords = restricting_keywords(node.value) - _INCLUDING
        has_union = any(f"{node.pointer}/{key}" in closed for key in keywords & UNIONS)
        own = keywords - UNIONS
        if own == {"type"} and not has_union:
            only_types.setdefault(str(node.value["type"]), node.pointer)
        elif own or has_union:
            found.add(node.pointer)
            types.add(
                str(node.value.get("type", "object" if "properties" in own else ""))
            )
    found.update(each for type_, each in only_types.items() if type_ not in types)
    return frozenset(found)


class _Walk:
    """The walk through schema objects and those that they include."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.parts: list[MergedSchema] = []
        self.circular: list[str] = []
        self._ranks: list[int] = []
        self._done: set[str] = set()
        self._entered: set[str] = set()

    def merged(self) -> MergedSchema:
        """Return the schema objects as one, with the texts that describe the whole."""
        merged = _merged(self.parts)
        values, origins = dict(merged.values), dict(merged.origins)
        order = sorted(range(len(self.parts)), key=self._ranks.__getitem__)
        for key in TEXTS & values.keys():
            part = next(p for i in order if key in (p := self.parts[i]).values)
            values[key], origins[key] = part.values[key], part.origins[key]
        return replace(merged, values=values, origins=origins)

    def visit(self, root: Node, *, is_described: bool) -> list[str]:
        """Visit a schema and all that it includes; return the names of its properties,
        the included ones first.
        """
        order: list[str] = []
        stack = [_Visit(root, is_described, 0 if is_described else 3)]
        while stack:
            visit = stack.pop()
            current, pointer = visit.node, visit.node.pointer
            if visit.is_leaving:
                self._entered.discard(pointer)
                order += (name for name, _ in current.members("properties"))
            elif pointer in self._entered:
                self.circular.append(pointer)
            elif pointer not in self._done:
                self._done.add(pointer)
                self._add(visit)
                if (
                    isinstance(current.value, dict)
                    and _INCLUDING & current.value.keys()
                ):
                    self._entered.add(pointer)
                    stack.append(replace(visit, is_leaving=True))
                    stack += reversed(list(_included(visit)))
                else:
                    order += (name for name, _ in current.members("properties"))
        return order

    def _add(self, visit: _Visit) -> None:
        node = visit.node
        self.nodes.append(node)
        self._ranks.append(visit.rank)
        if not isinstance(node.value, dict):
            is_false = node.value is False
            self.parts.append(MergedSchema(node.pointer, is_false=is_false))
            return
        own = own_keywords(node)
        is_composite = own.properties or own.unions or "allOf" in node.value
        if visit.rank == 3 or (is_composite and not visit.is_described):
            own = without_texts(own)
        self.parts.append(own)


def _included(visit: _Visit) -> Iterator[_Visit]:
    """Yield the schemas that a schema object refers to or lists in its ``allOf``.

    An included schema describes the whole if nothing is added to it, or if it is an
    inline member of ``allOf``.
    """
    node = visit.node
    is_only = visit.is_described and _restrictions(node) <= 1
    if "$ref" in node.value:
        target = node.deref()
        if target is not None:
            yield _Visit(target, is_only, max(visit.rank, 2))
    for member in node.elements("allOf"):
        is_inline = isinstance(member.value, dict) and "$ref" not in member.value
        is_described = is_only or (visit.is_described and is_inline)
        yield _Visit(member, is_described, max(visit.rank, 1 if is_inline else 2))


def _restrictions(node: Node) -> int:
    """Return the number of restricting keywords other than ``type``, counting each
    restricting member of ``allOf``.
    """
    keys = restricting_keywords(node.value)
    members = [each for each in node.elements("allOf") if not is_unrestricted(each)]
    return len(keys) + len(members) - len({"allOf", "type"}.intersection(keys))


def _merged(parts: Sequence[MergedSchema]) -> MergedSchema:
    """Return schema objects as one. Merging neighbours copies each a logarithmic number
    of times.
    """
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [*(merge(left, right) for left, right in pairs), *rest]
    return parts[0]
