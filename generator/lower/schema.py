"""Schemas become types: one dispatch that accounts for every keyword."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator.document import Node
from generator.document.pointer import child
from generator.ir import (
    Alias,
    AnyType,
    ArrayType,
    BooleanType,
    Declaration,
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
from generator.lower.annotations import Annotations, doc_of, gen_name
from generator.lower.compose import (
    Shape,
    flatten,
    is_annotation_only,
    merge,
    strip_unions,
)
from generator.lower.discriminator import declared_tag
from generator.lower.expansion import Expansion
from generator.lower.keywords import UNENFORCED
from generator.lower.kinds import (
    is_known,
    kinds_of,
    only_annotates,
    only_member,
    only_required,
    restricts_nothing,
)
from generator.lower.pattern import is_linear
from generator.lower.scalars import bounds, count, string_type
from generator.lower.union import infer_tag, join, overlap, width
from generator.lower.values import admits, distinct, is_literal, kind_of, typed
from generator.problem import Problems

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
        return self._lower_shape(flatten(node, self._problems))

    def finish(self) -> dict[TypeId, Declaration]:
        """Lower every declared schema and return all declarations by key."""
        while self._waiting:
            self._declare_now(self._waiting.popleft())
        types = {key: self._settle(each) for key, each in self.types.items()}
        self.types = types
        self._report_overlaps()
        return types

    def settle(self, type_: Type) -> Type:
        """Return `type_` as it is once all declarations are known: a reference to a
        nullable schema says so, and unions have their tags. Call it after `finish`.
        """
        match type_:
            case RefType(id) if id in self._nullable:
                return NullableType(type_)
            case ArrayType(items=items):
                inner = self.settle(items)
                return type_ if inner is items else replace(type_, items=inner)
            case TupleType(items=members):
                return TupleType(tuple(self.settle(each) for each in members))
            case MapType(values=values):
                inner = self.settle(values)
                return type_ if inner is values else replace(type_, values=inner)
            case NullableType(inner=inner):
                return join([self.settle(inner), NullType()])
            case UnionType(variants=variants, tag=tag):
                joined = join([self.settle(each) for each in variants], tag)
                return self._tagged(joined)
            case _:
                return type_

    def _tagged(self, type_: Type) -> Type:
        if isinstance(type_, NullableType):
            return NullableType(self._tagged(type_.inner))
        if isinstance(type_, UnionType) and type_.tag is None:
            return replace(type_, tag=infer_tag(type_.variants, self.types))
        return type_

    def _settle(self, declared: Declaration) -> Declaration:
        if isinstance(declared, Alias):
            return replace(declared, type=self.settle(declared.type))
        return replace(
            declared,
            fields=tuple(map(self._settled_field, declared.fields)),
            extra=None if declared.extra is None else self.settle(declared.extra),
        )

    def _settled_field(self, field: Field) -> Field:
        type_ = self.settle(field.type)
        return field if type_ is field.type else replace(field, type=type_)

    def _reference(self, target: Node) -> Type:
        """Return a reference; a schema that says nothing is any JSON value."""
        if is_annotation_only(target) and not target.pointer.startswith("#/components"):
            return AnyType()
        return RefType(self.declare(target))

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
        self._account(shape)
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
            self._not_enforced(shape, "pattern")
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
            self._not_enforced(shape, keyword)
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
            self._not_enforced(shape, keyword)
            return self._lower_shape(base, root=root)
        variants = [self._variant(base, node) for node in nodes]
        tag = declared_tag(shape, owner, nodes, variants, self.declare, self._problems)
        type_ = join(variants, tag)
        if self._expansion.is_too_wide(width(type_), f"{owner.pointer}/{keyword}"):
            return AnyType()
        if keyword == "oneOf" and tag is None:
            self._one_ofs.append((type_, f"{owner.pointer}/oneOf"))
        inner = type_.inner if isinstance(type_, NullableType) else type_
        if not root and isinstance(inner, UnionType) and inner.tag is not None:
            named = self._name(shape, inner)
            return join([named, NullType()]) if inner is not type_ else named
        return type_

    def _variant(self, base: Shape, node: Node) -> Type:
        """Return one member of a union, together with what stands beside the union."""
        if restricts_nothing(base):
            return self.lower(node)
        member = flatten(node, self._problems)
        if member.values.get("type") == "null":
            return NullType()
        with self._expansion.merging(base) as is_allowed:
            if not is_allowed:
                return self.lower(node)
            joined = merge(replace(member, pointer=node.pointer), base, self._problems)
            return self._lower_shape(replace(joined, pointer=node.pointer))

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
            return MapType(
                AnyType() if extra is None else extra,
                count(shape, "minProperties"),
                count(shape, "maxProperties"),
            )
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
            override=gen_name(shape.values),
        )
        return RefType(shape.pointer)

    def _additional(self, shape: Shape) -> tuple[Type | None, bool]:
        """Return the type of further properties and whether they are forbidden."""
        schemas = [node for node in shape.additional if not is_annotation_only(node)]
        if any(node.value is False for node in schemas):
            return None, True
        if schemas:
            return self._all_of(schemas, f"{shape.pointer}/additionalProperties"), False
        return (AnyType() if shape.additional else None), False

    def _field(self, shape: Shape, name: str, nodes: tuple[Node, ...]) -> Field:
        values = self._annotations.of(nodes)
        pointer = child(f"{shape.pointer}/properties", name)
        return Field(
            name=name,
            type=self._all_of(nodes, pointer),
            required=name in shape.required,
            doc=doc_of(values),
            read_only=values.get("readOnly") is True,
            write_only=values.get("writeOnly") is True,
            override=gen_name(values),
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
            self._not_enforced(shape, "prefixItems")
            items = join([*places, items] if open_ended else places)
        unique = shape.values.get("uniqueItems") is True
        return ArrayType(items, *limits, unique=unique)

    # Keywords that have no effect

    def _account(self, shape: Shape) -> None:
        """Report every keyword that the type does not express."""
        for keyword in shape.values:
            if keyword in UNENFORCED:
                self._not_enforced(shape, keyword)
            elif not is_known(keyword):
                self._problems.add(
                    "unknown-keyword",
                    f"neither OpenAPI nor JSON Schema knows the keyword {keyword!r}",
                    at=shape.place(keyword),
                    consequence="it has no effect",
                    suggestion="correct its spelling, or begin it with x-",
                )

    def _not_enforced(self, shape: Shape, keyword: str) -> None:
        self._problems.add(
            "unenforced-keyword",
            f"{keyword} cannot be expressed by a type",
            at=shape.place(keyword),
            consequence="the client does not check it; the server does",
        )
