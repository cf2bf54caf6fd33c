"""Sets of schema objects that a value must satisfy together: the identity of a type.

``allOf``, ``$ref`` with siblings, the keywords beside a union and a property that
several schemas declare all add members to a set. A union adds the variant that is
chosen; it is then opened, and is not opened again in the set or in what is added to it.

Source: JSON Schema Core 2020-12, 8.2.3.1 and 10.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from generator.document.node import Node
from generator.lower.schema.keywords import (
    UNIONS,
    is_component,
    is_reference,
    restricting_keywords,
    target_of,
)
from generator.lower.schema.merge import (
    TEXTS,
    MergedSchema,
    Union,
    merge,
    own_keywords,
    with_integers,
)

__all__ = ["MAX_VISITS", "Included", "Key", "SchemaSet", "SchemaSets"]

MAX_VISITS = 60_000
"""Maximum schema objects to follow through ``allOf`` and ``$ref`` in a document; the
largest published documents need a tenth of it."""

_INCLUDING = {"$ref", "allOf"}
_COMPOSING = _INCLUDING | UNIONS
_NONE: frozenset[str] = frozenset()
_NO_TEXTS = 1_000_000  # The rank of schemas that do not describe the whole.

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


class SchemaSets:
    """Follows what schemas include, each schema object once."""

    def __init__(self) -> None:
        self._members: dict[str, frozenset[str]] = {}
        self._variants: dict[str, _Variants] = {}
        """The variants of a union, by its pointer."""
        self._types: dict[str, frozenset[str] | None] = {}
        self._without_null: dict[str, bool] = {}
        """Whether a union excludes null, by its pointer."""
        self._visits_left = MAX_VISITS

    @property
    def is_exhausted(self) -> bool:
        """Whether so many inclusions were followed that no more are."""
        return self._visits_left < 0

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
        walk = self._walk(schemas.roots, schemas.described)
        merged = walk.merged()
        members = {node.pointer for node in walk.nodes}
        unions = [
            union
            for union in merged.unions
            if union.pointer not in schemas.opened
            and not self._is_satisfied(union, members)
        ]
        merged = replace(merged, pointer=first.pointer, unions=tuple(unions))
        closed = frozenset(union.pointer for union in unions)
        key = (_restricting(walk.nodes, closed), closed)
        return Included(merged, key, tuple(walk.circular))

    def nodes(self, node: Node) -> list[Node]:
        """Return a schema and all that it includes, itself first."""
        return self._walk((node,)).nodes

    def _walk(self, roots: Sequence[Node], described: int | None = None) -> _Walk:
        walk = _Walk(self.is_exhausted)
        orders = []
        for index, root in enumerate(roots):
            is_described = described is None or index < described
            orders.append(walk.visit(root, 0 if is_described else _NO_TEXTS))
        walk.order = dict.fromkeys(name for names in reversed(orders) for name in names)
        self._visits_left -= len(walk.nodes)
        return walk

    def variants(self, union: Union) -> list[Node]:
        """Return the variants of a union without those that are its owner again, and
        without `false` unless all are.
        """
        return self._variants_of(union).nodes

    def _variants_of(self, union: Union) -> _Variants:
        """Return the variants once: every child of a parent that lists it asks."""
        key = union.pointer
        if key not in self._variants:
            owner, whole = union.owner.pointer, self._members_of(union.owner)
            variants = union.owner.elements(union.keyword)
            possible = [variant for variant in variants if variant.value is not False]
            pairs = [(each, self._members_of(each)) for each in possible or variants]
            self._variants[key] = _Variants(
                [
                    (variant, members)
                    for variant, members in pairs
                    if owner not in members or not members <= whole
                ]
            )
        return self._variants[key]

    def json_types(self, node: Node) -> frozenset[str] | None:
        """Return the JSON types of the values of a schema; None if they may have any. A
        schema inside of itself adds none.
        """
        key = node.pointer
        if key not in self._types:
            self._types[key] = frozenset()
            schema = self.included(SchemaSet((node,))).schema
            found = with_integers(schema.value_types() or schema.json_types())
            types = [self.types_of_union(each) for each in schema.unions]
            restricting = [each for each in (found or None, *types) if each is not None]
            common = frozenset.intersection(*restricting) if restricting else None
            self._types[key] = common
        return self._types[key]

    def types_of_union(self, union: Union) -> frozenset[str] | None:
        """Return the JSON types of the values of a union; None if they may have any."""
        types = [self.json_types(each) for each in self.variants(union)]
        known = [each for each in types if each is not None]
        return frozenset().union(*known) if len(known) == len(types) else None

    def excludes_null(self, union: Union) -> bool:
        """Return whether no variant of a union allows null. Keywords that are for
        another type say nothing of null, even if they imply that type (JSON Schema
        Validation 2020-12, 6: each applies to one type).
        """
        key = union.pointer
        if key not in self._without_null:
            self._without_null[key] = True  # A schema inside of itself adds nothing.
            schemas = [
                self.included(SchemaSet((each,))).schema
                for each in self.variants(union)
            ]
            self._without_null[key] = all(
                each.is_false
                or each.excludes_null()
                or not each.allows_value(None)
                or any(map(self.excludes_null, each.unions))
                for each in schemas
            )
        return self._without_null[key]

    def _is_satisfied(self, union: Union, members: set[str]) -> bool:
        """Return whether a set includes a variant of the union: what is a child by
        ``allOf`` need not be a child of a parent that lists it.
        """
        return self._variants_of(union).has_any_in(members)

    def _members_of(self, node: Node) -> frozenset[str]:
        """Return the pointers of the restricting schema objects that a schema includes."""
        target = target_of(node) if is_reference(node) else node
        if target is None:
            return frozenset()
        if target.pointer not in self._members:
            walk = self._walk((target,))
            unions = {each.pointer for part in walk.parts for each in part.unions}
            found = _restricting(walk.nodes, frozenset(unions))
            self._members[target.pointer] = found
        return self._members[target.pointer]


class _Variants:
    """The variants of a union, with the members that each adds to a set."""

    def __init__(self, found: Sequence[tuple[Node, frozenset[str]]]) -> None:
        self.nodes = [node for node, _ in found]
        counts = Counter(name for _, members in found for name in members)
        self._is_any_empty = not all(members for _, members in found)
        self._by_rarest: dict[str, list[frozenset[str]]] = {}
        """The members of each variant, by the one that fewest variants have: a set is
        compared with few of them."""
        for _, members in found:
            if members:
                rarest = min(members, key=lambda name: (counts[name], name))
                self._by_rarest.setdefault(rarest, []).append(members)

    def has_any_in(self, members: set[str]) -> bool:
        """Return whether a set has all members of one of the variants."""
        return self._is_any_empty or any(
            each <= members
            for name in members
            for each in self._by_rarest.get(name, ())
        )


def _restricting(nodes: Iterable[Node], closed: frozenset[str]) -> frozenset[str]:
    """Return the pointers of the schema objects that restrict a value: by a keyword of
    their own or by a closed union. One with only a ``type`` that another one has as
    well adds nothing. A schema in the components that includes others counts for its
    name: two children that add nothing to their parent are not the same.
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
        is_named = is_component(node) and not _INCLUDING.isdisjoint(node.value)
        has_union = any(f"{node.pointer}/{key}" in closed for key in keywords & UNIONS)
        own = keywords - UNIONS
        if own == {"type"} and not has_union:
            only_types.setdefault(str(node.value["type"]), node.pointer)
        elif own or has_union or is_named:
            found.add(node.pointer)
            types.add(
                str(node.value.get("type", "object" if "properties" in own else ""))
            )
    found.update(each for type_, each in only_types.items() if type_ not in types)
    return frozenset(found)


class _Walk:
    """The walk through schema objects and those that they include."""

    def __init__(self, is_limited: bool) -> None:
        self.nodes: list[Node] = []
        self.parts: list[MergedSchema] = []
        self.circular: list[str] = []
        self.order: dict[str, None] = {}
        """The names of all properties."""
        self._ranks: list[int] = []
        self._done: set[str] = set()
        self._entered: set[str] = set()
        self._is_limited = is_limited

    def merged(self) -> MergedSchema:
        """Return the schema objects as one. Its texts are its own, else those of an
        inline member of ``allOf``, before those of a schema that it refers to. A schema
        with properties or unions does not describe one that adds to it.
        """
        merged = _merged(self.parts)
        adding = [
            rank // 2
            for node, rank in zip(self.nodes, self._ranks, strict=True)
            if isinstance(node.value, dict)
            and restricting_keywords(node.value) - _INCLUDING - {"type"}
        ]
        nearest = min(adding, default=0)
        describing = sorted(
            (rank, index)
            for index, (rank, part) in enumerate(
                zip(self._ranks, self.parts, strict=True)
            )
            if rank < _NO_TEXTS
            and (rank // 2 <= nearest or not (part.properties or part.unions))
        )
        values, origins = dict(merged.values), dict(merged.origins)
        for key in TEXTS & merged.values.keys():
            del values[key], origins[key]
            for _, index in describing:
                if key in (part := self.parts[index]).values:
                    values[key], origins[key] = part.values[key], part.origins[key]
                    break
        properties = {name: merged.properties[name] for name in self.order}
        return replace(merged, values=values, origins=origins, properties=properties)

    def visit(self, root: Node, rank: int) -> list[str]:
        """Visit a schema and all that it includes; return the names of its properties,
        the included ones first.
        """
        order: list[str] = []
        stack = [(root, rank, False)]
        while stack:
            node, rank, is_leaving = stack.pop()
            pointer = node.pointer
            if is_leaving:
                self._entered.discard(pointer)
                order += (name for name, _ in node.members("properties"))
            elif pointer in self._entered:
                self.circular.append(pointer)
            elif pointer not in self._done:
                self._done.add(pointer)
                self.nodes.append(node)
                self._ranks.append(rank)
                if isinstance(node.value, dict):
                    self.parts.append(own_keywords(node))
                    self._entered.add(pointer)
                    stack.append((node, rank, True))
                    stack += [] if self._is_limited else reversed(_included(node, rank))
                else:
                    is_false = node.value is False
                    self.parts.append(MergedSchema(pointer, is_false=is_false))
        return order


def _included(node: Node, rank: int) -> list[tuple[Node, int, bool]]:
    """Return the schemas that a schema object refers to or lists in its ``allOf``, with
    their ranks: 2 more for each reference, 1 more for a member of ``allOf``.
    """
    found = []
    target = target_of(node) if "$ref" in node.value else None
    if target is not None:
        found.append((target, rank + 2, False))
    for member in node.elements("allOf"):
        found.append((member, rank | 1, False))
    return found


def _merged(parts: Sequence[MergedSchema]) -> MergedSchema:
    """Return schema objects as one. Merging neighbours copies each a logarithmic number
    of times.
    """
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [*(merge(left, right) for left, right in pairs), *rest]
    return parts[0]
