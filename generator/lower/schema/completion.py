"""Complete the declarations once all schemas are lowered.

What a reference stands for is known only then: whether it allows null or nothing at
all, which aliases are only steps to other types, which union contains itself, what
tells variants apart, and which inline types are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator import ir
from generator.diagnostics.model import Problems
from generator.ir.visit import (
    children,
    map_declaration,
    map_types,
    reachable_from,
    references,
    resolve,
    strongly_connected,
)
from generator.lower.schema import checks
from generator.lower.schema.enforcement import Enforcement
from generator.lower.schema.merge import MergedSchema
from generator.lower.schema.sameness import same_types
from generator.lower.schema.tags import (
    RawTag,
    discriminator_of,
    inferred_discriminator,
    report_unusable,
    restrict_tags,
)
from generator.lower.schema.union import join, report_overlaps

__all__ = ["Completion"]

_NO_DOC = ir.Doc()

MAX_INLINED_DEPTH = 6
"""Levels of lists, maps and unions up to which an alias without a name is written where
it is used."""


class Completion:
    """Keeps the declarations while schemas are lowered, and completes them."""

    def __init__(self, problems: Problems, enforcement: Enforcement) -> None:
        self.types: dict[ir.TypeId, ir.Declaration] = {}
        self.roots: list[ir.TypeId] = []
        """What operations refer to."""
        self._problems = problems
        self._enforcement = enforcement
        self._nullable: set[ir.TypeId] = set()
        """Declared schemas that allow null; their declarations are without it."""
        self._unnamed: set[ir.TypeId] = set()
        """Combinations of schemas, which need a name only if they are a class."""
        self._families: set[ir.TypeId] = set()
        self._unsatisfiable: dict[ir.TypeId, MergedSchema] = {}
        self._tags: dict[ir.TypeId, RawTag] = {}
        self._one_ofs: list[tuple[ir.Type, str]] = []
        self._inlined: dict[ir.TypeId, ir.Type] = {}
        self._same: Mapping[ir.TypeId, ir.TypeId] = {}
        self._reported: set[ir.TypeId] = set()

    def add_alias(
        self,
        key: ir.TypeId,
        type_: ir.Type,
        doc: ir.Doc = _NO_DOC,
        python_name: str | None = None,
    ) -> None:
        """Declare a type that is no model."""
        if isinstance(type_, ir.NullableType):
            self._nullable.add(key)
            type_ = type_.inner
        self.types.setdefault(key, ir.Alias(key, type_, doc, python_name))

    def add_combination(self, key: ir.TypeId, schema: MergedSchema) -> None:
        """Announce the declaration of a combination of schemas."""
        self._unnamed.add(key)
        self.check_combination(key, schema)

    def check_combination(self, key: ir.TypeId, schema: MergedSchema) -> None:
        """Note whether no value satisfies what a combination of schemas comes to."""
        if key in self._unnamed and not schema.is_satisfiable():
            self._unsatisfiable.setdefault(key, schema)

    def is_unsatisfiable(self, key: ir.TypeId) -> bool:
        """Return whether no value satisfies a combination."""
        return key in self._unsatisfiable

    def add_tag(self, key: ir.TypeId, tag: RawTag) -> None:
        """Keep the discriminator of the union that is declared under `key`."""
        self._tags[key] = tag

    def add_family(self, key: ir.TypeId, type_: ir.Type, tag: RawTag) -> None:
        """Declare a parent and its children as a union, if anything refers to it."""
        self._families.add(key)
        self.add_tag(key, tag)
        self.add_alias(key, type_)

    def add_one_of(self, type_: ir.Type, pointer: str) -> None:
        """Keep a ``oneOf`` without a discriminator, to find variants that overlap."""
        self._one_ofs.append((type_, pointer))

    def finish(self) -> dict[ir.TypeId, ir.Declaration]:
        """Return all declarations by key, completed."""
        self._find_empty_unions()
        self._open_circles()
        self._find_nullable_unions()
        self._choose_inlined()
        kept = {
            key: each for key, each in self.types.items() if key not in self._inlined
        }
        self.types = kept
        self.types = {
            key: map_declaration(each, self._completed) for key, each in kept.items()
        }
        self._tag_unions()
        self.types = restrict_tags(self.types, self.roots)
        self._same = same_types(self.types)
        self.types = {
            key: map_declaration(each, self._unified)
            for key, each in self.types.items()
            if key not in self._same
        }
        self._drop_unused()
        one_ofs = [(self.resolve(type_), pointer) for type_, pointer in self._one_ofs]
        report_overlaps(one_ofs, self.types, self._problems)
        return self.types

    def resolve(self, type_: ir.Type) -> ir.Type:
        """Return the final form of a type; after `finish`."""
        return self._unified(self._completed(type_))

    def places(self) -> dict[ir.TypeId, tuple[ir.TypeId, ...]]:
        """Return the keys of the inline types that are the same, by the one that is
        kept; after `finish`.
        """
        found: dict[ir.TypeId, tuple[ir.TypeId, ...]] = {}
        for key, kept in self._same.items():
            if kept in self.types:
                found[kept] = (*found.get(kept, (kept,)), key)
        return found

    def _find_empty_unions(self) -> None:
        """Find the combinations that are unions of variants without any value."""
        pending = True
        while pending:
            pending = False
            for key in self._unnamed - self._unsatisfiable.keys():
                declared = self.types[key]
                if isinstance(declared, ir.Alias) and key not in self._nullable:
                    variants = _variants(declared.type)
                    empty = [
                        self._unsatisfiable[each.id]
                        for each in variants
                        if isinstance(each, ir.RefType)
                        and each.id in self._unsatisfiable
                    ]
                    if empty and len(empty) == len(variants):
                        self._unsatisfiable[key], pending = empty[0], True

    def _open_circles(self) -> None:
        """Let unions that contain each other have the same variants: those that are
        none of these unions.
        """
        graph = {
            key: [
                each.id
                for each in _variants(declared.type)
                if isinstance(each, ir.RefType) and each.id in self.types
            ]
            for key, declared in self.types.items()
            if isinstance(declared, ir.Alias)
        }
        for group in strongly_connected(graph):
            first = group[0]
            if len(group) == 1 and first not in graph.get(first, ()):
                continue
            circle = set(group)
            variants = [
                each
                for key in sorted(group, key=list(self.types).index)
                for each in _variants(_alias(self.types[key]).type)
                if not (isinstance(each, ir.RefType) and each.id in circle)
            ]
            if self._nullable & circle:
                self._nullable |= circle
            tag = self._tag_of_circle(circle)
            for key in group:
                lost = self._tags.pop(key, None)
                if lost is not None and tag is None:
                    message = "unions that contain each other have different tags"
                    report_unusable(lost, message, self._problems)
                    self._enforcement.drop_discriminator(lost.pointer)
                if tag is not None:
                    self._tags[key] = tag
                type_ = join(variants) if variants else ir.AnyType()
                inner = type_.inner if isinstance(type_, ir.NullableType) else type_
                if inner is not type_:
                    self._nullable.add(key)
                self.types[key] = replace(_alias(self.types[key]), type=inner)

    def _tag_of_circle(self, circle: set[ir.TypeId]) -> RawTag | None:
        tags = [self._tags[key] for key in sorted(circle) if key in self._tags]
        if not tags or any(t.property_name != tags[0].property_name for t in tags):
            return None
        merged = tags[0]
        for tag in tags:
            merged = merged.joined(tag)
        return merged.without(circle)

    def _find_nullable_unions(self) -> None:
        """Let tagged unions with a variant that allows null allow it, not the variant."""
        pending = True
        while pending:
            found = {
                key
                for key in self._tags.keys() - self._nullable
                if self._nullable.intersection(references(self._variants_of(key)))
            }
            self._nullable |= found
            pending = bool(found)

    def _variants_of(self, key: ir.TypeId) -> ir.Type:
        """Return the union of the variants of an alias that are references."""
        declared = self.types[key]
        variants = _variants(declared.type) if isinstance(declared, ir.Alias) else ()
        return ir.UnionType(tuple(v for v in variants if isinstance(v, ir.RefType)))

    def _choose_inlined(self) -> None:
        """Choose the combinations that are written where they are used: those that are
        no class, no enum and no tagged union, are not nested deeply and do not contain
        themselves.
        """
        targets = {each.id for tag in self._tags.values() for each in tag.references()}
        candidates = {
            key
            for key in self._unnamed - self._tags.keys() - targets
            if isinstance(self.types[key], ir.Alias)
            and not _is_enum(_alias(self.types[key]).type)
        }
        graph = {
            key: [t for t in references(self.types[key]) if t in candidates]
            for key in sorted(candidates)
        }
        depths: dict[ir.TypeId, int] = {}
        for group in strongly_connected(graph):  # Each after those that it refers to.
            key, *others = group
            if others or key in graph[key]:
                continue
            alias = _alias(self.types[key])
            depth = _depth(alias.type, depths)
            if depth <= MAX_INLINED_DEPTH:
                depths[key] = depth
                self._inlined[key] = self._completed(alias.type)

    def _completed(self, type_: ir.Type) -> ir.Type:
        """Return a type completed by what its references stand for."""
        if isinstance(type_, ir.RefType):
            return self._reference(type_)
        if isinstance(type_, ir.NullableType) and not self._possible(type_):
            return ir.NullType()
        if isinstance(type_, ir.UnionType):
            possible = self._possible(type_)
            type_ = replace(type_, variants=tuple(possible) or type_.variants)
        type_ = map_types(type_, self._completed)
        match type_:
            case ir.NullableType(inner=inner):
                return join([inner, ir.NullType()])
            case ir.UnionType(variants=variants):
                return inferred_discriminator(join(variants), self.types)
            case _:
                return type_

    def _possible(self, type_: ir.Type) -> list[ir.Type]:
        """Return the variants of a type that some value satisfies, without null."""
        return [
            each
            for each in _variants(type_)
            if not (isinstance(each, ir.RefType) and each.id in self._unsatisfiable)
        ]

    def _reference(self, reference: ir.RefType) -> ir.Type:
        key = reference.id
        if key in self._unsatisfiable and key not in self._reported:
            self._reported.add(key)
            checks.report_conflicts(self._unsatisfiable[key], self._problems)
        type_: ir.Type = reference
        if key in self._inlined:
            type_ = self._inlined[key]
        else:
            target = resolve(reference, self.types)
            if isinstance(target, ir.AnyType | ir.NullType):
                return target
        return join([type_, ir.NullType()]) if key in self._nullable else type_

    def _tag_unions(self) -> None:
        """Give the unions with a declared discriminator their tags."""
        for key, tag in self._tags.items():
            alias = self.types.get(key)
            if not isinstance(alias, ir.Alias):
                continue
            possible = tag.without(self._unsatisfiable.keys())
            variants = tuple(dict.fromkeys(_variants(alias.type)))
            found = discriminator_of(possible, variants, self.types, self._problems)
            if found is not None and len(variants) > 1:
                self.types[key] = replace(alias, type=ir.UnionType(variants, found))
            elif found is None:
                self._enforcement.drop_discriminator(tag.pointer)
                if tag.one_of:
                    self._one_ofs.append((alias.type, tag.one_of))

    def _unified(self, type_: ir.Type) -> ir.Type:
        """Return a type with one reference for all inline types that are the same."""
        if isinstance(type_, ir.RefType):
            return ir.RefType(self._same.get(type_.id, type_.id))
        if isinstance(type_, ir.UnionType) and type_.discriminator is not None:
            tag = type_.discriminator
            mapping = tuple((v, self._same.get(k, k)) for v, k in tag.mapping)
            default = tag.default and self._same.get(tag.default, tag.default)
            tag = replace(tag, mapping=mapping, default=default)
            type_ = replace(type_, discriminator=tag)
        mapped = map_types(type_, self._unified)
        if isinstance(mapped, ir.UnionType) and mapped is not type_:
            return join(mapped.variants, mapped.discriminator)
        return mapped

    def _drop_unused(self) -> None:
        """Drop the combinations and families that nothing refers to, such as impossible
        variants.
        """
        others = self.types.keys() - self._unnamed - self._families
        roots = (
            target
            for key in dict.fromkeys(self.roots)
            for target in references(self.resolve(ir.RefType(key)))
        )
        used = reachable_from([*others, *roots], self.types)
        self.types = {key: each for key, each in self.types.items() if key in used}


def _alias(declared: ir.Declaration) -> ir.Alias:
    assert isinstance(declared, ir.Alias)
    return declared


def _is_enum(type_: ir.Type) -> bool:
    return isinstance(type_, ir.LiteralType) and len(type_.values) > 1


def _variants(type_: ir.Type) -> tuple[ir.Type, ...]:
    """Return the variants of a union, or the type itself, without null."""
    inner = type_.inner if isinstance(type_, ir.NullableType) else type_
    return inner.variants if isinstance(inner, ir.UnionType) else (inner,)


def _depth(type_: ir.Type, depths: Mapping[ir.TypeId, int]) -> int:
    """Return how deeply a type is nested; `depths` has those of inlined aliases."""
    if isinstance(type_, ir.RefType):
        return depths.get(type_.id, 0)
    below = [_depth(each, depths) for each in children(type_)]
    return 1 + max(below, default=-1)
