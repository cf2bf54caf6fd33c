"""Schemas become types: one dispatch that accounts for every keyword."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator.diagnostics.model import Problems
from generator.diagnostics.processing import processing
from generator.document import Node
from generator.document.pointer import child
from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    BooleanType,
    Declaration,
    Discriminator,
    Field,
    IntegerType,
    LiteralType,
    MapType,
    Model,
    NullableType,
    NullType,
    NumberType,
    RefType,
    TupleType,
    Type,
    TypeId,
    UnionType,
)
from generator.lower.schema.accounting import account, not_enforced
from generator.lower.schema.annotations import Annotations, doc_of, gen_name
from generator.lower.schema.classify import (
    among,
    excludes_null,
    is_null,
    kinds_of,
    names_another,
    only_annotates,
    only_member,
    only_required,
    restricts_nothing,
)
from generator.lower.schema.discriminator import declared_tag
from generator.lower.schema.expansion import Expansion
from generator.lower.schema.inheritance import Families
from generator.lower.schema.literals import admits, distinct, is_literal, kind_of, typed
from generator.lower.schema.merge import (
    Shape,
    flatten,
    is_annotation_only,
    merge,
    strip_unions,
)
from generator.lower.schema.pattern import is_linear
from generator.lower.schema.resolve_types import settle, settled
from generator.lower.schema.scalars import bounds, count, string_type
from generator.lower.schema.union import join, overlap, width

__all__ = ["Schemas"]


class Schemas:
    """Lowers schemas on demand and keeps the declarations.

    `lower` returns a type at once; the declarations that it refers to are lowered by
    `finish`, one after the other, so that no chain of references deepens the stack.
    """

    def __init__(self, problems: Problems) -> None:
        self.types: dict[TypeId, Declaration] = {}
        self._problems = problems
        self._waiting: deque[Node] = deque()
        self._known: set[TypeId] = set()
        self._nullable: set[TypeId] = set()
        self._annotations = Annotations(problems)
        self._one_ofs: list[tuple[Type, str]] = []
        self._expansion = Expansion(problems)
        self._families = Families(problems)

    def declare(self, node: Node) -> TypeId:
        """Make sure that the schema at `node` will be declared; return its key."""
        if node.pointer not in self._known:
            self._known.add(node.pointer)
            self._waiting.append(node)
        return node.pointer

    def lower(self, node: Node) -> Type:
        """Return the type of a schema in place; objects and enums get a declaration."""
        value = node.value
        if value is True:
            return AnyType()
        if value is False:
            return self._never(node.pointer)
        if not isinstance(value, dict):
            return AnyType()
        if "$ref" in value:
            target = node.deref()
            if target is None:
                return AnyType()
            if only_annotates(node):
                return self._reference(target)
        only = only_member(node)
        if only is not None:
            return self.lower(only)
        with processing(node.pointer):
            return self._lower_shape(flatten(node, self._problems))

    def finish(self) -> dict[TypeId, Declaration]:
        """Lower every declared schema and return all declarations by key."""
        while self._waiting:
            node = self._waiting.popleft()
            with processing(node.pointer):
                self._declare_now(node)
        self.types = settled(self.types, self._nullable)
        self._report_overlaps()
        return self.types

    def settle(self, type_: Type) -> Type:
        """Return `type_` as it is once all declarations are known; after `finish`."""
        return settle(type_, self._nullable, self.types)

    def _reference(self, target: Node) -> Type:
        """Return a reference; a schema that says nothing is any JSON value."""
        if is_annotation_only(target) and not target.pointer.startswith("#/components"):
            return AnyType()
        return self._family(target) or RefType(self.declare(target))

    def _family(self, parent: Node) -> Type | None:
        """Return the union of a parent and its children, if it has any."""
        found = self._families.of(parent)
        if found is None or self._expansion.is_too_wide(len(found[1]), parent.pointer):
            return None
        key = child(parent.pointer, "discriminator")
        if key not in self._known:
            self._known.add(key)
            name, children = found
            default = self.declare(parent)
            tags = {value: self.declare(node) for value, node in children.items()}
            members = dict.fromkeys([*tags.values(), default])
            tag = Discriminator(name, tuple(tags.items()), default)
            type_ = UnionType(tuple(map(RefType, members)), tag)
            self.types[key] = Alias(key, type_)
        return RefType(key)

    def _declare_now(self, node: Node) -> None:
        """Lower the schema at `node` and declare it under its own pointer."""
        shape = flatten(node, self._problems)
        type_ = self._declared_alias(node)
        if type_ is None:
            type_ = self._lower_shape(shape, root=True)
        if isinstance(type_, NullableType):
            self._nullable.add(node.pointer)
            type_ = type_.inner
        if node.pointer in self.types:
            return
        if type_ == RefType(node.pointer):
            type_ = AnyType()
        self.types[node.pointer] = Alias(
            node.pointer, type_, doc_of(shape.values), gen_name(shape.values)
        )

    def _declared_alias(self, node: Node) -> Type | None:
        """Return the reference that a declared schema merely renames, if it does."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return None
        target = node.deref()
        if target is None:
            return AnyType()
        return self._reference(target) if only_annotates(node) else None

    def _never(self, pointer: str) -> Type:
        self._problems.add(
            "unsupported-keyword",
            "a schema that nothing satisfies",
            at=pointer,
            consequence="the value is typed as any JSON value",
        )
        return AnyType()

    def _lower_shape(self, shape: Shape, *, root: bool = False) -> Type:
        """The dispatch: constants, enums, unions, then by type."""
        if shape.never:
            return self._never(shape.pointer)
        if shape.unions:
            return self._union(shape, root=root)
        account(shape, self._problems)
        if "const" in shape.values:
            return self._literal(shape, [shape.values["const"]], root=root)
        if isinstance(shape.values.get("enum"), list):
            return self._literal(shape, shape.values["enum"], root=root)
        kinds = kinds_of(shape)
        if not kinds:
            return AnyType()
        return join([self._by_kind(kind, shape, len(kinds)) for kind in kinds])

    def _by_kind(self, kind: str, shape: Shape, siblings: int) -> Type:
        match kind:
            case "object":
                return self._object(shape)
            case "array":
                return self._array(shape)
            case "string":
                return self._string(shape)
            case "integer":
                return IntegerType(bounds(shape))
            case "number":
                return NumberType(bounds(shape))
            case "boolean":
                return BooleanType()
            case "null":
                return NullType()
            case _:
                self._problems.add(
                    "unsupported-keyword",
                    "a type that JSON Schema does not know",
                    at=shape.place("type"),
                    consequence="the value is typed as any JSON value",
                )
                return AnyType()

    def _string(self, shape: Shape) -> Type:
        pattern = shape.values.get("pattern")
        if isinstance(pattern, str) and not is_linear(pattern):
            not_enforced(shape.place("pattern"), "pattern", self._problems)
        return string_type(shape)

    # Enums and constants

    def _literal(self, shape: Shape, members: Sequence[Any], *, root: bool) -> Type:
        nullable = any(member is None for member in members)
        kinds = kinds_of(shape) if "type" in shape.values else []
        wanted = [m for m in members if m is not None and admits(kinds, m)]
        values = tuple(dict.fromkeys(typed(m) for m in wanted if is_literal(m)))
        if len(values) < len(distinct(wanted)) or not values:
            return self._open_enum(shape, members, nullable)
        plain = tuple(value for _, value in values)
        type_: Type = LiteralType(plain)
        if len(plain) > 1 and not root:
            type_ = self._name(shape, type_)
        return join([type_, NullType()]) if nullable else type_

    def _open_enum(self, shape: Shape, members: Sequence[Any], nullable: bool) -> Type:
        """Members that no Literal can hold (floats, objects), or none at all."""
        if members and all(member is None for member in members):
            return NullType()
        keyword = "enum" if "enum" in shape.values else "const"
        if any(admits(kinds_of(shape), member) for member in members):
            not_enforced(shape.place(keyword), keyword, self._problems)
        else:
            self._problems.add(
                "unsupported-keyword",
                f"{keyword} has no value that its schema allows",
                at=shape.place(keyword),
                consequence="only the type is checked",
                suggestion="correct the type; those of an array belong into items",
            )
        rest = {k: v for k, v in shape.values.items() if k not in ("enum", "const")}
        kinds = kinds_of(shape) or list(
            dict.fromkeys(kind_of(m) for m in members if m is not None)
        )
        if kinds:
            rest["type"] = kinds
        type_ = self._lower_shape(replace(shape, values=rest))
        return join([type_, NullType()]) if nullable else type_

    def _name(self, shape: Shape, type_: Type) -> Type:
        """Declare an inline type under its own pointer and refer to it."""
        key = shape.pointer
        self._known.add(key)
        self.types[key] = Alias(
            key, type_, doc_of(shape.values), gen_name(shape.values)
        )
        return RefType(key)

    # Unions

    def _union(self, shape: Shape, *, root: bool) -> Type:
        keyword, owner = shape.unions[0]
        base = strip_unions(shape)
        rest = shape.unions[1:]
        nodes = [node for _, node in (owner.get(keyword) or owner).items()]
        if self._expansion.is_too_wide(len(nodes), f"{owner.pointer}/{keyword}"):
            return AnyType()
        if rest and self._expansion.multiplies(shape):
            rest = ()
        base = replace(base, unions=rest)
        if only_required(nodes):
            not_enforced(f"{owner.pointer}/{keyword}", keyword, self._problems)
            return self._lower_shape(base, root=root)
        nodes = among(nodes, base) or nodes
        told = [node for node in nodes if not is_null(node)]
        # What extends a schema that may be null need not be null itself.
        excluded = owner.pointer != shape.pointer and excludes_null(base)
        nulls = [] if excluded or len(told) == len(nodes) else [NullType()]
        if len(told) == 1:
            return join([self._only_variant(base, told[0], root=root), *nulls])
        places = (
            f"{shape.pointer}/{keyword}/{number}"
            for number, node in enumerate(nodes)
            if not is_null(node)
        )
        variants = [
            self._variant(base, *each) for each in zip(told, places, strict=True)
        ]
        tag = declared_tag(shape, owner, told, variants, self.declare, self._problems)
        type_ = join([*variants, *nulls], tag)
        if self._expansion.is_too_wide(width(type_), f"{owner.pointer}/{keyword}"):
            return AnyType()
        if keyword == "oneOf" and tag is None:
            self._one_ofs.append((type_, f"{owner.pointer}/oneOf"))
        inner = type_.inner if isinstance(type_, NullableType) else type_
        if (
            not root
            and isinstance(inner, UnionType)
            and inner.discriminator is not None
        ):
            named = self._name(shape, inner)
            return join([named, NullType()]) if inner is not type_ else named
        return type_

    def _only_variant(self, base: Shape, node: Node, *, root: bool) -> Type:
        """Return the one type that a union leaves, in the union's own place."""
        if restricts_nothing(base) and names_another(node):
            return self.lower(node)
        with self._expansion.merging(base) as is_allowed:
            if not is_allowed:
                return self.lower(node)
            joined = merge(base, flatten(node, self._problems), self._problems)
            return self._lower_shape(joined, root=root)

    def _variant(self, base: Shape, node: Node, place: str) -> Type:
        """Return one member of a union, together with what stands beside the union: at
        a place of its own, since other schemas may include the same union.
        """
        if restricts_nothing(base):
            return self.lower(node)
        member = flatten(node, self._problems)
        with self._expansion.merging(base) as is_allowed:
            if not is_allowed:
                return self.lower(node)
            joined = merge(replace(member, pointer=place), base, self._problems)
            return self._lower_shape(replace(joined, pointer=place))

    def _report_overlaps(self) -> None:
        for type_, pointer in self._one_ofs:
            inner = type_.inner if isinstance(type_, NullableType) else type_
            if isinstance(inner, UnionType) and overlap(inner.variants, self.types):
                self._problems.add(
                    "overlapping-one-of",
                    "a value can match several variants of this oneOf",
                    at=pointer,
                    consequence="the variant with the most matching properties is "
                    "taken, and the contract tests check anyOf",
                    suggestion="use anyOf, or tell the variants apart by a "
                    "required property with a constant",
                )

    # Objects and arrays

    def _object(self, shape: Shape) -> Type:
        extra, closed = self._additional(shape)
        if not shape.properties:
            values = AnyType() if extra is None else extra
            most = 0 if closed else count(shape, "maxProperties")
            return MapType(values, count(shape, "minProperties"), most)
        self._known.add(shape.pointer)
        if shape.pointer in self.types:
            return RefType(shape.pointer)
        if not self._expansion.has_room(shape):
            return MapType(AnyType())
        self.types[shape.pointer] = Model(shape.pointer, ())
        self.types[shape.pointer] = Model(
            id=shape.pointer,
            fields=tuple(
                self._field(shape, name, shape.properties.get(name, ()))
                for name in shape.names()
            ),
            extra=extra,
            closed=closed,
            doc=doc_of(shape.values),
            python_name=gen_name(shape.values),
        )
        return RefType(shape.pointer)

    def _additional(self, shape: Shape) -> tuple[Type | None, bool]:
        """Return the type of further properties and whether they are forbidden."""
        schemas = [node for node in shape.additional if not is_annotation_only(node)]
        patterns = [self.lower(node) for node in shape.patterns]
        if any(node.value is False for node in schemas):
            return (join(patterns), False) if patterns else (None, True)
        if schemas:
            place = f"{shape.pointer}/additionalProperties"
            return join([self._all_of(schemas, place), *patterns]), False
        return (AnyType() if shape.additional else None), False

    def _field(self, shape: Shape, name: str, nodes: tuple[Node, ...]) -> Field:
        values = self._annotations.of(nodes)
        pointer = child(f"{shape.pointer}/properties", name)
        both = values.get("readOnly") is True and values.get("writeOnly") is True
        if both:
            self._problems.add(
                "contradictory-schema",
                "a property is readOnly and writeOnly at once",
                at=pointer,
                consequence="it is read and sent like any other",
                suggestion="remove one of them",
            )
        return Field(
            name=name,
            type=self._all_of(nodes, pointer),
            required=name in shape.required,
            doc=doc_of(values),
            read_only=values.get("readOnly") is True and not both,
            write_only=values.get("writeOnly") is True and not both,
            python_name=gen_name(values),
        )

    def _all_of(self, nodes: Sequence[Node], pointer: str) -> Type:
        """Return the type that satisfies all of `nodes`."""
        told = [node for node in nodes if not is_annotation_only(node)]
        if not told:
            return AnyType()
        if len(told) == 1 or all(node.value == told[0].value for node in told):
            return self.lower(told[0])
        shape = Shape(pointer)
        for node in told:
            shape = merge(shape, flatten(node, self._problems), self._problems)
        return self._lower_shape(replace(shape, pointer=pointer))

    def _array(self, shape: Shape) -> Type:
        limits = count(shape, "minItems"), count(shape, "maxItems")
        open_ended = not any(node.value is False for node in shape.items)
        items: Type = AnyType()
        if shape.items and open_ended:
            items = self._all_of(shape.items, f"{shape.pointer}/items")
        if shape.prefix:
            places = tuple(self.lower(node) for node in shape.prefix)
            size = len(places)
            if limits[0] == size and (limits[1] == size or not open_ended):
                return TupleType(places)
            place = shape.prefix[0].pointer.rpartition("/")[0]
            not_enforced(place, "prefixItems", self._problems)
            items = join([*places, items] if open_ended else places)
        elif not open_ended:
            limits = limits[0], 0
        unique = shape.values.get("uniqueItems") is True
        return ArrayType(items, *limits, unique=unique)
