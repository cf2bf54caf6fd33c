"""Schemas become types; every keyword that a type does not express is reported."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator import ir
from generator.diagnostics.model import Problems
from generator.diagnostics.processing import processing
from generator.document.node import Node
from generator.document.pointer import child
from generator.ir.visit import map_declaration
from generator.lower.schema import checks, scalars
from generator.lower.schema.annotations import (
    PropertyAnnotations,
    doc_of,
    python_name_of,
)
from generator.lower.schema.discriminator import Inheritance, union_discriminator
from generator.lower.schema.enforcement import Enforcement
from generator.lower.schema.expansion import ExpansionLimits
from generator.lower.schema.keywords import (
    are_required_lists,
    is_null,
    is_pure_reference,
    is_unrestricted,
    only_restricting_member,
    restricts_nothing_beside_ref,
)
from generator.lower.schema.merge import MergedSchema, flatten, merge, without_unions
from generator.lower.schema.union import (
    count_variants,
    join,
    report_overlaps,
    resolve_types,
)

__all__ = ["SchemaLowering"]


class SchemaLowering:
    """Lowers schemas on demand and keeps the declarations.

    `lower` returns a type at once; the declarations that it refers to are lowered by
    `finish`, one after the other, so that no chain of references deepens the stack.
    """

    def __init__(self, problems: Problems) -> None:
        self.types: dict[ir.TypeId, ir.Declaration] = {}
        self.problems = problems
        self.enforcement = Enforcement(problems)
        self._queue: deque[Node] = deque()
        self._declared: set[ir.TypeId] = set()
        """Keys that are in `types` or will be: those in the queue as well."""
        self._nullable: set[ir.TypeId] = set()
        """Declared schemas that allow null; their declarations are without it."""
        self._annotations = PropertyAnnotations(problems)
        self._untagged_one_ofs: list[tuple[ir.Type, str]] = []
        self._limits = ExpansionLimits(problems)
        self._inheritance = Inheritance(problems)

    def declare(self, node: Node) -> ir.TypeId:
        """Make sure that the schema at `node` will be declared; return its key."""
        if node.pointer not in self._declared:
            self._declared.add(node.pointer)
            self._queue.append(node)
        return node.pointer

    def lower(self, node: Node) -> ir.Type:
        """Return the type of a schema where it is used; an inline object, enum or tagged
        union gets a declaration.
        """
        value = node.value
        if value is False:
            checks.report_unsatisfiable(node.pointer, self.problems)
            return ir.AnyType()
        if not isinstance(value, dict):
            return ir.AnyType()
        if "$ref" in value:
            target = node.deref()
            if target is None:
                return ir.AnyType()
            if restricts_nothing_beside_ref(node):
                return self._reference(target)
        member = only_restricting_member(node)
        if member is not None:
            return self.lower(member)
        with processing(node.pointer):
            return self._lower_merged(flatten(node, self.problems))

    def finish(self) -> dict[ir.TypeId, ir.Declaration]:
        """Lower every declared schema and return all declarations by key."""
        while self._queue:
            node = self._queue.popleft()
            with processing(node.pointer):
                self._lower_declared(node)
        lowered = self.types
        self.types = {
            key: map_declaration(
                each, lambda type_: resolve_types(type_, self._nullable, lowered)
            )
            for key, each in lowered.items()
        }
        report_overlaps(self._untagged_one_ofs, self.types, self.problems)
        return self.types

    def resolve(self, type_: ir.Type) -> ir.Type:
        """Return the final form of a type that `lower` returned; after `finish`."""
        return resolve_types(type_, self._nullable, self.types)

    def _reference(self, target: Node) -> ir.Type:
        if is_unrestricted(target) and not target.pointer.startswith("#/components"):
            return ir.AnyType()
        return self._parent_or_child(target) or ir.RefType(self.declare(target))

    def _parent_or_child(self, parent: Node) -> ir.Type | None:
        """Return the union of a parent and its children, if it has any."""
        found = self._inheritance.children_of(parent)
        if found is None or self._limits.is_too_wide(len(found[1]), parent.pointer):
            return None
        key = child(parent.pointer, "discriminator")
        if key not in self._declared:
            self._declared.add(key)
            name, children = found
            default = self.declare(parent)
            mapping = {value: self.declare(node) for value, node in children.items()}
            members = dict.fromkeys([*mapping.values(), default])
            discriminator = ir.Discriminator(name, tuple(mapping.items()), default)
            type_ = ir.UnionType(tuple(map(ir.RefType, members)), discriminator)
            self.types[key] = ir.Alias(key, type_)
        return ir.RefType(key)

    def _lower_declared(self, node: Node) -> None:
        """Lower the schema at `node` and declare it under its own pointer."""
        schema = flatten(node, self.problems)
        type_ = self._referred_type(node)
        if type_ is None:
            type_ = self._lower_merged(schema, is_declared=True)
        if isinstance(type_, ir.NullableType):
            self._nullable.add(node.pointer)
            type_ = type_.inner
        if node.pointer in self.types:
            return
        if type_ == ir.RefType(node.pointer):
            type_ = ir.AnyType()
        self.types[node.pointer] = ir.Alias(
            node.pointer, type_, doc_of(schema.values), python_name_of(schema.values)
        )

    def _referred_type(self, node: Node) -> ir.Type | None:
        """Return the type that a schema with only a reference gives another name."""
        if not isinstance(node.value, dict) or "$ref" not in node.value:
            return None
        target = node.deref()
        if target is None:
            return ir.AnyType()
        return self._reference(target) if restricts_nothing_beside_ref(node) else None

    def _lower_merged(
        self, schema: MergedSchema, *, is_declared: bool = False
    ) -> ir.Type:
        """Return the type of a merged schema: of a union, else of a constant or an enum,
        else by the JSON types.

        `is_declared` says that the caller declares it, so that an enum or a union needs
        no declaration of its own.
        """
        if schema.is_false:
            checks.report_unsatisfiable(schema.pointer, self.problems)
            return ir.AnyType()
        if schema.unions:
            return self._union(schema, is_declared=is_declared)
        checks.check_keywords(schema, self.enforcement, self.problems)
        if "const" in schema.values:
            return self._literal(
                schema, [schema.values["const"]], is_declared=is_declared
            )
        if isinstance(schema.values.get("enum"), list):
            return self._literal(schema, schema.values["enum"], is_declared=is_declared)
        types = [self._of_json_type(each, schema) for each in schema.json_types()]
        if len(types) > 1:
            return join(types)
        return types[0] if types else ir.AnyType()

    def _of_json_type(self, json_type: str, schema: MergedSchema) -> ir.Type:
        match json_type:
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema)
            case "string":
                return scalars.string_type(schema, self.enforcement)
            case "integer":
                return ir.IntegerType(scalars.bounds_of(schema))
            case "number":
                return ir.NumberType(scalars.bounds_of(schema))
            case "boolean":
                return ir.BooleanType()
            case "null":
                return ir.NullType()
            case _:
                self.problems.add(
                    "unsupported-keyword",
                    "the type is not defined in JSON Schema",
                    at=schema.pointer_of("type"),
                    consequence="the value is typed as any JSON value",
                )
                return ir.AnyType()

    def _literal(
        self, schema: MergedSchema, members: Sequence[Any], *, is_declared: bool
    ) -> ir.Type:
        """Return the type of an enum or a constant."""
        types = schema.json_types() if "type" in schema.values else []
        others = [member for member in members if member is not None]
        allowed = [each for each in others if scalars.allows_member(types, each)]
        null = [ir.NullType()] if len(others) < len(members) else []
        values = scalars.literal_values(allowed)
        if not values or len(values) < scalars.distinct_values(allowed):
            return self._other_members(schema, members, null)
        type_: ir.Type = ir.LiteralType(values)
        if len(values) > 1 and not is_declared:
            type_ = self._declare_inline(schema, type_)
        return join([type_, *null])

    def _other_members(
        self, schema: MergedSchema, members: Sequence[Any], null: list[ir.NullType]
    ) -> ir.Type:
        """Return the type of an enum with members that no Literal can hold, such as
        floats and objects, or without any member that the type allows.
        """
        if members and all(member is None for member in members):
            return ir.NullType()
        keyword = "enum" if "enum" in schema.values else "const"
        if any(scalars.allows_member(schema.json_types(), m) for m in members):
            self.enforcement.leave_to_server(schema.owner_of(keyword), keyword)
        else:
            pointer = schema.pointer_of(keyword)
            checks.report_no_member(pointer, keyword, self.problems)
        rest = {k: v for k, v in schema.values.items() if k not in ("enum", "const")}
        types = schema.json_types() or list(
            dict.fromkeys(scalars.json_type_of(m) for m in members if m is not None)
        )
        if types:
            rest["type"] = types
        return join([self._lower_merged(replace(schema, values=rest)), *null])

    def _declare_inline(self, schema: MergedSchema, type_: ir.Type) -> ir.Type:
        """Declare a type under the pointer of its schema and refer to it."""
        key, values = schema.pointer, schema.values
        self._declared.add(key)
        self.types[key] = ir.Alias(key, type_, doc_of(values), python_name_of(values))
        return ir.RefType(key)

    def _union(self, schema: MergedSchema, *, is_declared: bool) -> ir.Type:
        """Return the type of a schema's first union, merged with its other keywords."""
        keyword, owner = schema.unions[0]
        pointer = f"{owner.pointer}/{keyword}"
        nodes = owner.elements(keyword)
        if self._limits.is_too_wide(len(nodes), pointer):
            return ir.AnyType()
        others = schema.unions[1:]
        if others and self._limits.has_too_many_combinations(schema):
            others = ()
        base = replace(without_unions(schema), unions=others)
        if are_required_lists(nodes):
            self.enforcement.leave_to_server(owner.pointer, keyword)
            return self._lower_merged(base, is_declared=is_declared)
        nodes = base.allowed_constants(nodes) or nodes
        named = [
            (node, f"{schema.pointer}/{keyword}/{index}")
            for index, node in enumerate(nodes)
            if not is_null(node)
        ]
        # A schema that includes a nullable one need not be nullable itself.
        is_inherited = owner.pointer != schema.pointer
        excludes_null = is_inherited and base.excludes_null()
        null = [] if excludes_null or len(named) == len(nodes) else [ir.NullType()]
        if len(named) == 1:
            only = self._only_variant(base, named[0][0], is_declared=is_declared)
            return join([only, *null])
        variants = [self._variant(base, *each) for each in named]
        discriminator = union_discriminator(
            schema,
            owner,
            [node for node, _ in named],
            variants,
            self.declare,
            self.problems,
        )
        type_ = join([*variants, *null], discriminator)
        if self._limits.is_too_wide(count_variants(type_), pointer):
            return ir.AnyType()
        if keyword == "oneOf" and discriminator is None:
            self._untagged_one_ofs.append((type_, f"{owner.pointer}/oneOf"))
        inner = type_.inner if isinstance(type_, ir.NullableType) else type_
        is_tagged = isinstance(inner, ir.UnionType) and inner.discriminator is not None
        if is_tagged and not is_declared:
            reference = self._declare_inline(schema, inner)
            return join([reference, ir.NullType()]) if inner is not type_ else reference
        return type_

    def _only_variant(
        self, base: MergedSchema, node: Node, *, is_declared: bool
    ) -> ir.Type:
        """Return the type of a union's only variant, in the place of the union."""
        if base.restricts_only_type() and is_pure_reference(node):
            return self.lower(node)
        with self._limits.merging_variant(base) as is_allowed:
            if not is_allowed:
                return self.lower(node)
            variant = flatten(node, self.problems)
            merged = merge(base, variant, self.problems)
            return self._lower_merged(merged, is_declared=is_declared)

    def _variant(self, base: MergedSchema, node: Node, pointer: str) -> ir.Type:
        """Return the type of a variant, merged with the keywords beside the union.

        The merged schema has the given pointer, since the variant itself may be merged
        into several schemas that include the union.
        """
        if base.restricts_only_type():
            return self.lower(node)
        variant = replace(flatten(node, self.problems), pointer=pointer)
        with self._limits.merging_variant(base) as is_allowed:
            if not is_allowed:
                return self.lower(node)
            return self._lower_merged(merge(variant, base, self.problems))

    def _object(self, schema: MergedSchema) -> ir.Type:
        extra, closed = self._additional(schema)
        if not schema.properties:
            values = ir.AnyType() if extra is None else extra
            limit = 0 if closed else scalars.count_of(schema, "maxProperties")
            return ir.MapType(values, scalars.count_of(schema, "minProperties"), limit)
        self._declared.add(schema.pointer)
        if schema.pointer in self.types:
            return ir.RefType(schema.pointer)
        if not self._limits.allows_class(schema):
            return ir.MapType(ir.AnyType())
        self.types[schema.pointer] = ir.Model(schema.pointer, ())
        self.types[schema.pointer] = ir.Model(
            id=schema.pointer,
            fields=tuple(
                self._field(schema, name, schema.properties.get(name, ()))
                for name in schema.property_names()
            ),
            extra=extra,
            closed=closed,
            doc=doc_of(schema.values),
            python_name=python_name_of(schema.values),
        )
        return ir.RefType(schema.pointer)

    def _additional(self, schema: MergedSchema) -> tuple[ir.Type | None, bool]:
        """Return the type of further properties and whether they are forbidden."""
        additional = schema.additional_properties
        restricting = [node for node in additional if not is_unrestricted(node)]
        patterns = [self.lower(node) for node in schema.pattern_properties]
        if any(node.value is False for node in restricting):
            return (join(patterns), False) if patterns else (None, True)
        if restricting:
            pointer = f"{schema.pointer}/additionalProperties"
            return join([self._all_of(restricting, pointer), *patterns]), False
        return (ir.AnyType() if additional else None), False

    def _field(
        self, schema: MergedSchema, name: str, nodes: tuple[Node, ...]
    ) -> ir.Field:
        values = self._annotations.of(nodes)
        pointer = child(f"{schema.pointer}/properties", name)
        both = values.get("readOnly") is True and values.get("writeOnly") is True
        if both:
            checks.report_read_and_write_only(pointer, self.problems)
        return ir.Field(
            name=name,
            type=self._all_of(nodes, pointer),
            required=name in schema.required,
            doc=doc_of(values),
            read_only=values.get("readOnly") is True and not both,
            write_only=values.get("writeOnly") is True and not both,
            python_name=python_name_of(values),
        )

    def _all_of(self, nodes: Sequence[Node], pointer: str) -> ir.Type:
        """Return the type that satisfies all of `nodes`."""
        restricting = [node for node in nodes if not is_unrestricted(node)]
        if not restricting:
            return ir.AnyType()
        if all(node.value == restricting[0].value for node in restricting):
            return self.lower(restricting[0])
        schema = MergedSchema(pointer)
        for node in restricting:
            schema = merge(schema, flatten(node, self.problems), self.problems)
        return self._lower_merged(schema)

    def _array(self, schema: MergedSchema) -> ir.Type:
        min_items = scalars.count_of(schema, "minItems")
        max_items = scalars.count_of(schema, "maxItems")
        allows_more = not any(node.value is False for node in schema.items)
        items: ir.Type = ir.AnyType()
        if schema.items and allows_more:
            items = self._all_of(schema.items, f"{schema.pointer}/items")
        if schema.prefix_items:
            first = tuple(self.lower(node) for node in schema.prefix_items)
            size = len(first)
            if min_items == size and (max_items == size or not allows_more):
                return ir.TupleType(first)
            owner = schema.prefix_items[0].pointer.rsplit("/", 2)[0]
            self.enforcement.leave_to_server(owner, "prefixItems")
            items = join([*first, items] if allows_more else first)
        elif not allows_more:
            max_items = 0
        is_unique = schema.values.get("uniqueItems") is True
        return ir.ArrayType(items, min_items, max_items, is_unique)
